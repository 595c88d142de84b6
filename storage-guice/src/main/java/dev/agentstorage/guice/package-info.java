/**
 * Storages for applications on Guice: {@link dev.agentstorage.guice.StorageModule} binds a storage and its stores, {@link
 * dev.agentstorage.guice.MemoryModule} memory over a storage, {@link dev.agentstorage.guice.StorageLifecycle} checks all storages at start and
 * closes what is open at the end.
 */
@NullMarked
package dev.agentstorage.guice;

import org.jspecify.annotations.NullMarked;
