/**
 * Storages for applications on Guice: {@link dev.agentstorage.guice.StorageModule} binds a storage and its stores, {@link
 * dev.agentstorage.guice.StorageLifecycle} checks all of them at start and closes them at the end.
 */
@NullMarked
package dev.agentstorage.guice;

import org.jspecify.annotations.NullMarked;
