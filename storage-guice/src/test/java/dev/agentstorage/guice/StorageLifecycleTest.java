package dev.agentstorage.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.name.Names;
import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.guice.PartialProvider.Diary;
import dev.agentstorage.store.MemoryStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageLifecycleTest {
    private final Diary diary = new Diary();

    private StorageConfig.Builder config(String label) {
        return StorageConfig.builder(PartialProvider.NAME)
                .set(PartialProvider.DIARY, diary)
                .set(PartialProvider.LABEL, label);
    }

    private Module module(String name) {
        return StorageModule.builder(config(name).build()).named(name).build();
    }

    private static Storage storage(Injector injector, String name) {
        return injector.getInstance(Key.get(Storage.class, Names.named(name)));
    }

    @Test
    void startInitialisesEveryStorage() {
        Injector injector = Guice.createInjector(module("one"), module("two"));
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            lifecycle.start();
            lifecycle.start();
            assertThat(diary.entries).containsExactly("open one", "init one", "open two", "init two");
        }
    }

    @Test
    void startReportsEveryProblemTogether() {
        Injector injector = Guice.createInjector(
                StorageModule.of(
                        config("down").set(PartialProvider.REACHABLE, false).build()),
                StorageModule.builder(config("broken")
                                .set(PartialProvider.USABLE, false)
                                .build())
                        .named("audit")
                        .build(),
                module("good"));
        try (StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class)) {
            UnavailableException error = catchThrowableOfType(UnavailableException.class, lifecycle::start);
            assertThat(error.code()).isEqualTo("storages-not-ready");
            assertThat(error.details())
                    .containsEntry(
                            "problems",
                            List.of(
                                    "storage is not reachable: as configured",
                                    "storage 'audit' cannot be initialised: partial-unusable: the backend cannot be used"));
            assertThat(error.getSuppressed()).singleElement().isInstanceOf(UnavailableException.class);
            assertThat(diary.entries).contains("init good");
        }
    }

    @Test
    void whatWasOpenedLastIsClosedFirst() throws Exception {
        Injector injector = Guice.createInjector(module("one"), module("two"), module("never"));
        StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class);
        storage(injector, "two");
        lifecycle.closing(() -> diary.entries.add("close what works on two"));
        storage(injector, "one");
        lifecycle.close();
        lifecycle.close();
        assertThat(diary.entries)
                .containsExactly("open two", "open one", "close one", "close what works on two", "close two");
    }

    @Test
    void aFailureDoesNotKeepTheOthersOpen() throws Exception {
        Injector injector = Guice.createInjector(module("one"));
        StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class);
        storage(injector, "one");
        lifecycle.closing(() -> {
            throw new IllegalArgumentException("first opened");
        });
        lifecycle.closing(() -> {
            throw new IOException("last opened");
        });
        assertThatThrownBy(lifecycle::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("last opened")
                .hasSuppressedException(new IllegalArgumentException("first opened"));
        assertThat(diary.entries).endsWith("close one");
    }

    @Test
    void afterTheEndNothingIsOpened() {
        Injector injector = Guice.createInjector(module("one"), module("two"));
        StorageLifecycle lifecycle = injector.getInstance(StorageLifecycle.class);
        MemoryStore memory = storage(injector, "one").memory();
        lifecycle.close();
        assertThatThrownBy(() -> memory.getThread("none")).isInstanceOf(NotInitializedException.class);
        assertThatThrownBy(lifecycle::start).isInstanceOf(NotInitializedException.class);
        assertThatThrownBy(() -> storage(injector, "two"))
                .isInstanceOf(ProvisionException.class)
                .hasCauseInstanceOf(NotInitializedException.class);
        assertThatThrownBy(() -> lifecycle.closing(() -> diary.entries.add("close late")))
                .isInstanceOf(NotInitializedException.class);
        assertThat(diary.entries).containsExactly("open one", "close one");
    }
}
