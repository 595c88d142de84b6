package dev.agentstorage.dsql.internal.memory;

import com.google.inject.AbstractModule;

/** Binds the memory domain; its dependencies are bound elsewhere: the settings and the transactions. */
public final class MemoryModule extends AbstractModule {
    /** Creates it. */
    public MemoryModule() {}

    @Override
    protected void configure() {
        bind(ThreadStatements.class);
        bind(MessageStatements.class);
        bind(MessageLookups.class);
        bind(MessageInserts.class);
        bind(IndexMarks.class);
        bind(ResourceStatements.class);
        bind(DsqlThreadBackend.class);
        bind(DsqlMessageBackend.class);
        bind(DsqlResourceBackend.class);
        bind(Erasure.class);
        bind(DsqlMemoryBackend.class);
    }
}
