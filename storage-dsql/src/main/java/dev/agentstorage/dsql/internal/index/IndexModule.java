package dev.agentstorage.dsql.internal.index;

import com.google.inject.AbstractModule;

/** Binds the index manager; its dependencies are bound elsewhere: the settings, the transactions and the catalog. */
public final class IndexModule extends AbstractModule {
    /** Creates it. */
    public IndexModule() {}

    @Override
    protected void configure() {
        bind(DsqlIndexBackend.class);
        bind(OwnIndexes.class);
    }
}
