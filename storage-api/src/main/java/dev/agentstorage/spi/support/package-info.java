/**
 * What authors of backends need beside the interfaces of {@code dev.agentstorage.spi}: the errors of the contract ({@link
 * dev.agentstorage.spi.support.Refusals}) and what the writes do to what is stored ({@link
 * dev.agentstorage.spi.support.MemoryChanges}, {@link dev.agentstorage.spi.support.WorkflowChanges}). A backend may use any part of it and
 * need not use all; those of this project do. Authors of decorators find forwarding backends, which do what the backend behind them does,
 * so that a decorator overrides only what it changes; begin with {@link dev.agentstorage.spi.support.ForwardingStorageBackend}.
 */
@NullMarked
package dev.agentstorage.spi.support;

import org.jspecify.annotations.NullMarked;
