package dev.agentstorage.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.ProvisionException;
import com.google.inject.Singleton;
import com.google.inject.name.Names;
import com.google.inject.spi.Message;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.guice.PartialProvider.Diary;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.MemoryOptions;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.embed.Embedder;
import dev.agentstorage.vector.embed.HashingEmbedder;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryModuleTest {
    private static final StorageConfig IN_MEMORY = StorageConfig.of("inmemory");
    private static final MemoryOptions RECALL = MemoryOptions.builder().recall().build();
    private static final MemoryKey KEY = MemoryKey.of("user-1", "thread-1");
    private static final String FACT = "Mia is allergic to hazelnuts.";

    private final Diary diary = new Diary();

    /** What an application is like. */
    static final class Application {
        final Memory memory;
        final Memory audit;

        @Inject
        Application(Memory memory, @Named("audit") Memory audit) {
            this.memory = memory;
            this.audit = audit;
        }
    }

    /** Writes down when it is flushed, which a memory does when it is closed, and when it is closed. */
    private static final class NotedStore extends ForwardingVectorStore {
        private final Diary diary;

        NotedStore(Diary diary) {
            super(VectorStores.open("exact"));
            this.diary = diary;
        }

        @Override
        public void flush() {
            diary.entries.add("flush vectors");
            super.flush();
        }

        @Override
        public void close() {
            diary.entries.add("close vectors");
            super.close();
        }
    }

    private static Module vectors() {
        return binder -> binder.bind(VectorStore.class).toInstance(VectorStores.open("exact"));
    }

    private static Module embedder() {
        return binder -> binder.bind(Embedder.class).toInstance(new HashingEmbedder(64, 512));
    }

    private Module notedVectors() {
        return new AbstractModule() {
            @Provides
            @Singleton
            VectorStore vectors(StorageLifecycle lifecycle) {
                diary.entries.add("open vectors");
                return lifecycle.closing(new NotedStore(diary));
            }
        };
    }

    private StorageModule noted() {
        return StorageModule.of(StorageConfig.builder(PartialProvider.NAME)
                .set(PartialProvider.DIARY, diary)
                .set(PartialProvider.LABEL, "storage")
                .build());
    }

    private static void say(Memory memory) {
        memory.openThread(KEY);
        assertThat(memory.append(KEY, List.of(NewMessage.user(KEY.threadId(), FACT)))
                        .warnings())
                .isEmpty();
    }

    private static List<String> recalled(Memory memory) {
        return memory
                .recall(RecallRequest.of(MemoryKey.of("user-1", "thread-2"), "What is Mia allergic to?"))
                .hits()
                .stream()
                .map(RecalledMessage::message)
                .map(dev.agentstorage.memory.Message::text)
                .toList();
    }

    private static List<String> problems(Module... modules) {
        CreationException error = catchThrowableOfType(CreationException.class, () -> Guice.createInjector(modules));
        assertThat(error).isNotNull();
        return error.getErrorMessages().stream().map(Message::getMessage).toList();
    }

    @Test
    void memoryRecallsByTheBoundVectorStoreAndEmbedder() {
        Injector injector = Guice.createInjector(
                StorageModule.of(IN_MEMORY),
                MemoryModule.of(RECALL.toBuilder()
                        .recall(recall -> recall.mode(SearchMode.HYBRID))
                        .build()),
                vectors(),
                embedder());
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            lifecycle.start();
            Memory memory = injector.getInstance(Memory.class);
            assertThat(injector.getInstance(Memory.class)).isSameAs(memory);
            say(memory);
            assertThat(recalled(memory)).containsExactly(FACT);
            assertThat(injector.getInstance(MemoryStore.class).getThread(KEY.threadId()))
                    .isPresent();
        }
    }

    @Test
    void memoryNeedsNoEmbedderForWords() {
        Injector injector = Guice.createInjector(
                StorageModule.of(IN_MEMORY),
                MemoryModule.of(RECALL.toBuilder()
                        .recall(recall -> recall.mode(SearchMode.LEXICAL))
                        .build()),
                vectors());
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            lifecycle.start();
            say(injector.getInstance(Memory.class));
            assertThat(recalled(injector.getInstance(Memory.class))).containsExactly(FACT);
        }
    }

    @Test
    void memoryWithoutAVectorStoreHasAHistory() {
        Injector injector = Guice.createInjector(StorageModule.of(IN_MEMORY), MemoryModule.of(MemoryOptions.DEFAULT));
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            lifecycle.start();
            Memory memory = injector.getInstance(Memory.class);
            say(memory);
            assertThat(memory.recall(RecallRequest.of(KEY, "What is Mia allergic to?"))
                            .history())
                    .extracting(dev.agentstorage.memory.Message::text)
                    .containsExactly(FACT);
            assertThat(recalled(memory)).isEmpty();
        }
    }

    @Test
    void memoryIsClosedBeforeVectorStoreAndStorage() {
        Injector injector =
                Guice.createInjector(noted(), MemoryModule.of(MemoryOptions.DEFAULT), notedVectors(), embedder());
        StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class);
        assertThat(injector.getInstance(Memory.class)).isNotNull();
        lifecycle.close();
        lifecycle.close();
        assertThat(diary.entries)
                .containsExactly("open storage", "open vectors", "flush vectors", "close vectors", "close storage");
    }

    /** Who opens the vector store does not matter: it is there before the memory is. */
    @Test
    void memoryIsClosedFirstThoughItsVectorStoreWasOpenedBeforeTheStorage() {
        Injector injector =
                Guice.createInjector(noted(), MemoryModule.of(MemoryOptions.DEFAULT), notedVectors(), embedder());
        StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class);
        assertThat(injector.getInstance(VectorStore.class)).isNotNull();
        assertThat(injector.getInstance(Memory.class)).isNotNull();
        lifecycle.close();
        assertThat(diary.entries)
                .containsExactly("open vectors", "open storage", "flush vectors", "close storage", "close vectors");
    }

    @Test
    void aVectorStoreOfTheApplicationStaysOpen() {
        VectorStore own = new NotedStore(diary);
        Injector injector = Guice.createInjector(
                noted(),
                MemoryModule.of(MemoryOptions.DEFAULT),
                embedder(),
                binder -> binder.bind(VectorStore.class).toInstance(own));
        StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class);
        assertThat(injector.getInstance(Memory.class)).isNotNull();
        lifecycle.close();
        assertThat(diary.entries).containsExactly("open storage", "flush vectors", "close storage");
        own.close();
    }

    @Test
    void aSecondMemoryHasTheStorageOfItsName() {
        Injector injector = Guice.createInjector(
                StorageModule.of(IN_MEMORY),
                StorageModule.builder(StorageConfig.of(PartialProvider.NAME))
                        .named("audit")
                        .build(),
                MemoryModule.of(RECALL),
                MemoryModule.builder(MemoryOptions.DEFAULT).named("audit").build(),
                vectors(),
                embedder(),
                binder -> binder.bind(Application.class));
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            lifecycle.start();
            Application application = injector.getInstance(Application.class);
            say(application.memory);
            assertThat(application.audit.getThread(KEY)).isEmpty();
            assertThat(application.audit.options().recall()).isEmpty();
            say(application.audit);
            assertThat(injector.getInstance(Key.get(MemoryStore.class, Names.named("audit")))
                            .getThread(KEY.threadId()))
                    .isPresent();
            assertThat(recalled(application.audit)).isEmpty();
            assertThat(recalled(application.memory)).containsExactly(FACT);
        }
    }

    @Test
    void whatIsMissingIsAnErrorAtCreation() {
        MemoryOptions dense = RECALL.toBuilder()
                .recall(recall -> recall.mode(SearchMode.DENSE))
                .build();
        assertThat(problems(MemoryModule.of(dense)))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains("dev.agentstorage.Storage"),
                        problem -> assertThat(problem).contains("dev.agentstorage.vector.VectorStore"),
                        problem -> assertThat(problem).contains("dev.agentstorage.vector.embed.Embedder"));
        assertThat(problems(StorageModule.of(IN_MEMORY), MemoryModule.of(RECALL)))
                .singleElement()
                .asString()
                .contains("dev.agentstorage.vector.VectorStore");
        assertThat(problems(
                        StorageModule.of(IN_MEMORY),
                        vectors(),
                        MemoryModule.builder(RECALL).named("audit").build()))
                .hasSize(2)
                .allMatch(problem -> problem.contains("audit"));
    }

    @Test
    void nothingIsOpenedBeforeTheMemoryIsInjected() {
        Injector injector = Guice.createInjector(noted(), MemoryModule.of(RECALL), notedVectors());
        assertThat(diary.entries).isEmpty();
        injector.getInstance(StorageLifecycle.class).close();
        assertThatThrownBy(() -> injector.getInstance(Memory.class))
                .isInstanceOf(ProvisionException.class)
                .hasCauseInstanceOf(NotInitializedException.class);
    }

    @Test
    void theCustomizerHasTheLastWord() {
        Injector injector = Guice.createInjector(
                StorageModule.of(IN_MEMORY),
                MemoryModule.builder(MemoryOptions.DEFAULT)
                        .customizer(memory -> memory.options(options -> options.lastMessages(3)))
                        .build());
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            lifecycle.start();
            assertThat(injector.getInstance(Memory.class).options().history().lastMessages())
                    .isEqualTo(3);
        }
    }
}
