package dev.agentstorage.dsql.internal.memory;

import com.google.inject.AbstractModule;

/** Binds the memory domain; what it needs is bound elsewhere: the settings and the transactions. */
public final class MemoryModule extends AbstractModule {
    /** Creates it. */
    public MemoryModule() {}

    @Override
    protected void configure() {
        bind(ThreadTable.class);
        bind(MessageTable.class);
        bind(ResourceTable.class);
        bind(ThreadStore.class);
        bind(MessageReads.class);
        bind(MessageWrites.class);
        bind(ResourceStore.class);
        bind(Erasure.class);
        bind(DsqlMemoryBackend.class);
    }
}
