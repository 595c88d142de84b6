package dev.agentstorage.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.name.Names;
import com.google.inject.spi.Message;
import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.guice.PartialProvider.Diary;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.value.Feature;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageModuleTest {
    private static final StorageConfig IN_MEMORY = StorageConfig.of("inmemory");

    /** What an application is like. */
    static final class Application {
        final MemoryStore memory;
        final MemoryStore audit;

        @Inject
        Application(MemoryStore memory, @Named("audit") MemoryStore audit) {
            this.memory = memory;
            this.audit = audit;
        }
    }

    static final class Scoring {
        @Inject
        Scoring(ScoreStore scores) {
            assertThat(scores).isNotNull();
        }
    }

    /** Without {@code @Inject}. */
    static final class Careless {}

    static final class NeedsCareless {
        @Inject
        NeedsCareless(Careless careless) {
            assertThat(careless).isNotNull();
        }
    }

    private static Module binding(Class<?>... types) {
        return new AbstractModule() {
            @Override
            protected void configure() {
                for (Class<?> type : types) {
                    bind(type);
                }
            }
        };
    }

    private static List<String> problems(Module... modules) {
        CreationException error = catchThrowableOfType(CreationException.class, () -> Guice.createInjector(modules));
        assertThat(error).isNotNull();
        return error.getErrorMessages().stream().map(Message::getMessage).toList();
    }

    @Test
    void storageAndEveryStoreAreSingletons() {
        Injector injector = Guice.createInjector(Stage.PRODUCTION, StorageModule.of(IN_MEMORY));
        Storage storage = injector.getInstance(Storage.class);
        assertThat(injector.getInstance(Storage.class)).isSameAs(storage);
        for (Domain<?> domain : Domain.values()) {
            assertThat((Object) injector.getInstance(domain.store()))
                    .as("%s", domain)
                    .isSameAs(storage.find(domain).orElseThrow());
        }
        injector.getInstance(StorageLifecycle.class).close();
    }

    @Test
    void anApplicationHasASecondStorageByName() {
        Injector injector = Guice.createInjector(
                StorageModule.of(IN_MEMORY),
                StorageModule.builder(StorageConfig.of(PartialProvider.NAME))
                        .named("audit")
                        .build(),
                binding(Application.class));
        Application application = injector.getInstance(Application.class);
        String thread = application
                .memory
                .createThread(ConversationThread.builder("user-1").build())
                .id();
        assertThat(application.memory.getThread(thread)).isPresent();
        assertThat(application.audit.getThread(thread)).isEmpty();
        assertThat(injector.getInstance(Key.get(Storage.class, Names.named("audit")))
                        .backend())
                .isEqualTo(PartialProvider.NAME);
        injector.getInstance(StorageLifecycle.class).close();
    }

    @Test
    void twoInjectorsOfOneModuleShareNothing() {
        StorageModule module = StorageModule.of(IN_MEMORY);
        Injector one = Guice.createInjector(module);
        Injector two = Guice.createInjector(module);
        String thread = one.getInstance(MemoryStore.class)
                .createThread(ConversationThread.builder("user-1").build())
                .id();
        assertThat(two.getInstance(MemoryStore.class).getThread(thread)).isEmpty();
        one.getInstance(StorageLifecycle.class).close();
        assertThat(two.getInstance(MemoryStore.class).getThread(thread)).isEmpty();
        two.getInstance(StorageLifecycle.class).close();
    }

    @Test
    void nothingIsOpenedOrInitialisedBeforeItIsUsed() {
        Diary diary = new Diary();
        StorageConfig config = StorageConfig.builder(PartialProvider.NAME)
                .set(PartialProvider.DIARY, diary)
                .set(PartialProvider.LABEL, "main")
                .build();
        Injector injector = Guice.createInjector(StorageModule.of(config));
        assertThat(diary.entries).isEmpty();
        MemoryStore memory = injector.getInstance(MemoryStore.class);
        assertThat(diary.entries).containsExactly("open main");
        assertThat(memory.getThread("none")).isEmpty();
        assertThat(diary.entries).containsExactly("open main", "init main");
        injector.getInstance(StorageLifecycle.class).close();
    }

    @Test
    void theStoreOfADomainThatTheBackendLacksIsAnErrorAtCreation() {
        StorageModule module = StorageModule.of(StorageConfig.of(PartialProvider.NAME));
        assertThat(problems(module, binding(Scoring.class)))
                .singleElement()
                .asString()
                .contains("dev.agentstorage.store.ScoreStore is not explicitly bound");
        Injector without = Guice.createInjector(module);
        assertThatThrownBy(() -> without.getInstance(ScoreStore.class)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void everyProblemOfEveryStorageIsReportedTogether() {
        StorageConfig wrong = StorageConfig.builder(PartialProvider.NAME)
                .option("small", "4")
                .option("reachabel", "true")
                .build();
        assertThat(problems(
                        StorageModule.builder(wrong)
                                .requires(Feature.SCORES, Feature.MEMORY, Feature.AGENTS)
                                .build(),
                        StorageModule.builder(StorageConfig.of("nowhere"))
                                .named("audit")
                                .build()))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).startsWith("storage: small must be at most 3"),
                        problem -> assertThat(problem).contains("storage: reachabel", "did you mean 'reachable'?"),
                        problem -> assertThat(problem)
                                .isEqualTo("storage: the backend partial lacks SCORES, which is required"),
                        problem -> assertThat(problem)
                                .isEqualTo("storage: the backend partial lacks AGENTS, which is required"),
                        problem -> assertThat(problem)
                                .startsWith("storage 'audit': ")
                                .contains("nowhere", "inmemory"));
    }

    @Test
    void twoStoragesOfOneNameAreRefused() {
        assertThat(problems(StorageModule.of(IN_MEMORY), StorageModule.of(StorageConfig.of(PartialProvider.NAME))))
                .isNotEmpty()
                .anyMatch(problem -> problem.contains("Storage was bound multiple times"));
    }

    @Test
    void theInjectorIsStrictByDefault() {
        Module bindingsOf = binding(NeedsCareless.class);
        assertThat(problems(StorageModule.of(IN_MEMORY), bindingsOf))
                .singleElement()
                .asString()
                .contains("Careless");
        assertThat(problems(StorageModule.of(IN_MEMORY), binding(Careless.class)))
                .singleElement()
                .asString()
                .contains("No injectable constructor", "Careless");
        Injector lenient =
                Guice.createInjector(StorageModule.builder(IN_MEMORY).lenient().build(), bindingsOf);
        assertThat(lenient.getInstance(NeedsCareless.class)).isNotNull();
    }
}
