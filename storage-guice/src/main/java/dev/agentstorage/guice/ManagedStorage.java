package dev.agentstorage.guice;

import com.google.inject.Provider;
import dev.agentstorage.Storage;

/**
 * A storage that is bound in an injector.
 *
 * @param label the name in messages
 * @param storage provides the storage, opening it if necessary
 */
record ManagedStorage(String label, Provider<Storage> storage) {}
