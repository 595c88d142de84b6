/**
 * The interfaces that a backend implements. A backend receives only valid requests: the stores in {@code dev.agentstorage.store} have checked,
 * truncated and normalised every value, turned pages and cursors into {@link dev.agentstorage.spi.Window}s, and split bulk work into
 * bounded steps. Start with {@link dev.agentstorage.spi.StorageProvider}.
 */
@NullMarked
package dev.agentstorage.spi;

import org.jspecify.annotations.NullMarked;
