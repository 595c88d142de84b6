package dev.agentstorage.guice;

import com.google.inject.Provider;
import dev.agentstorage.Storage;

/**
 * A storage that is bound in an injector.
 *
 * @param label how messages name it
 * @param storage opens it, or gives the one that is open
 */
record ManagedStorage(String label, Provider<Storage> storage) {}
