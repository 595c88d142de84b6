package dev.agentstorage.examples;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.name.Named;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.guice.StorageLifecycle;
import dev.agentstorage.guice.StorageModule;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.value.Feature;
import jakarta.inject.Inject;
import java.util.List;

/** An application on Guice with two storages, for docs/EXAMPLES.md. */
public final class Injected {
    private Injected() {}

    /** What an application is like: it asks for stores, and knows nothing of backends. */
    public static final class Assistant {
        private final MemoryStore memory;
        private final ObservabilityStore traces;

        /** Takes the memory of the main storage, and the traces of the one that is named {@code traces}. */
        @Inject
        public Assistant(MemoryStore memory, @Named("traces") ObservabilityStore traces) {
            this.memory = memory;
            this.traces = traces;
        }

        /**
         * Begins a conversation.
         *
         * @return the number of traces by then, and the number of threads
         */
        public List<Integer> begin() {
            memory.createThread(ConversationThread.builder("user-1").build());
            return List.of(
                    traces.listTraces().toList().size(),
                    memory.listThreads().toList().size());
        }
    }

    /**
     * Runs the assistant once.
     *
     * @return what it says
     */
    public static List<Integer> run(StorageConfig config, StorageConfig traces) {
        Module application = binder -> binder.bind(Assistant.class);
        // spotless:off
        // GUICE begin
        Injector injector = Guice.createInjector(
                StorageModule.builder(config).requires(Feature.PERSISTENCE).build(),
                StorageModule.builder(traces).named("traces").build(),
                application);
        try (StorageLifecycle storages = injector.getInstance(StorageLifecycle.class)) {
            storages.start();
            return injector.getInstance(Assistant.class).begin();
        }
        // GUICE end
        // spotless:on
    }
}
