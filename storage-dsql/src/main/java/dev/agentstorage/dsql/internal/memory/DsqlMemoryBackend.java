package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.support.StepSize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The memory domain in SQL: its parts, and the operations that span them. Thread-safe. */
@Singleton
public final class DsqlMemoryBackend implements MemoryBackend {
    private final DsqlThreadBackend threads;
    private final DsqlMessageBackend messages;
    private final DsqlResourceBackend resources;
    private final Erasure erasure;
    private final StepSize steps;

    @Inject
    DsqlMemoryBackend(
            Transactions transactions,
            DsqlThreadBackend threads,
            DsqlMessageBackend messages,
            DsqlResourceBackend resources,
            Erasure erasure) {
        this.steps = transactions.stepSize();
        this.threads = threads;
        this.messages = messages;
        this.resources = resources;
        this.erasure = erasure;
    }

    @Override
    public ThreadBackend threads() {
        return threads;
    }

    @Override
    public MessageBackend messages() {
        return messages;
    }

    @Override
    public ResourceBackend resources() {
        return resources;
    }

    @Override
    public BulkStep eraseResource(String resourceId, int limit) {
        return steps.run(limit, rows -> erasure.eraseResource(resourceId, rows));
    }

    @Override
    public BulkStep clear(int limit) {
        return steps.run(limit, erasure::clear);
    }
}
