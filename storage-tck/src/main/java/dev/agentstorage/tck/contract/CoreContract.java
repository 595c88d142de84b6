package dev.agentstorage.tck.contract;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.spi.Feature;
import dev.agentstorage.tck.run.Contract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the contracts share that look at a storage as a whole. */
public abstract class CoreContract extends Contract {
    /** Made by the kit. */
    protected CoreContract() {}

    /** Reads something that is not there from each domain of the storage: the least use of it. */
    static List<Runnable> reads(Storage storage) {
        List<Runnable> reads = new ArrayList<>();
        storage.find(Domain.MEMORY).ifPresent(store -> reads.add(() -> store.getThread("not-there")));
        storage.find(Domain.WORKFLOWS).ifPresent(store -> reads.add(() -> store.find("not-there")));
        storage.find(Domain.OBSERVABILITY).ifPresent(store -> reads.add(() -> store.getRootSpan("not-there")));
        storage.find(Domain.SCORES).ifPresent(store -> reads.add(() -> store.get("not-there")));
        storage.find(Domain.AGENTS).ifPresent(store -> reads.add(() -> store.get("not-there")));
        storage.find(Domain.INDEXES).ifPresent(store -> reads.add(() -> store.list()));
        return reads;
    }

    /** The configuration of the run with the initialisation left to the caller. */
    final StorageConfig manual() {
        return config().withAutoInit(false);
    }

    /** Whether the storage under test has the feature. */
    final boolean has(Feature feature) {
        return storage().features().contains(feature);
    }

    /** Stores a thread of the resource that began at the instant. */
    final ConversationThread thread(String resourceId, Instant createdAt) {
        return memory().createThread(ConversationThread.builder(resourceId)
                .id(id("thread"))
                .createdAt(createdAt)
                .build());
    }
}
