/**
 * What the authors of backends, and of decorators of backends, need beside the interfaces of {@code dev.agentstorage.spi}: forwarding
 * backends, which do what the backend behind them does, so that a decorator overrides only what it changes. Nothing here is needed to
 * call a storage.
 */
@NullMarked
package dev.agentstorage.spi.support;

import org.jspecify.annotations.NullMarked;
