package dev.agentstorage.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.config.Option;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The typed front door of the backend. */
class InMemoryStorageTest {
    /** A setter that is missing would send callers back to texts. */
    @Test
    void everyOptionHasASetterOfItsNameAndType() {
        Stream<String> setters = Arrays.stream(InMemoryStorage.Builder.class.getMethods())
                .filter(method ->
                        method.getReturnType() == InMemoryStorage.Builder.class && method.getParameterCount() == 1)
                .map(Method::getName);

        assertThat(setters)
                .containsAll(new InMemoryStorageProvider()
                        .options().stream().map(Option::name).toList());
    }

    @Test
    void aStorageIsOpenedInOneCall() {
        try (Storage storage = InMemoryStorage.create();
                Storage other = InMemoryStorage.create()) {
            storage.memory().saveResource(Resource.of("user"));

            assertThat(storage.id()).isEqualTo("inmemory");
            assertThat(storage.memory().getResource("user")).isPresent();
            assertThat(other.memory().getResource("user")).isEmpty();
        }
    }

    @Test
    void optionsIdAndClockAreThoseOfTheBuilder() {
        Instant now = Instant.parse("2024-05-01T00:00:00Z");
        try (Storage storage = InMemoryStorage.builder()
                .id("mine")
                .valueBytes(1000)
                .clock(() -> now)
                .open()) {
            assertThat(storage.id()).isEqualTo("mine");
            assertThat(storage.limits().valueBytes()).isEqualTo(1000);
            assertThat(storage.memory()
                            .updateResource("user", ResourcePatch.ofWorkingMemory("x"))
                            .createdAt())
                    .isEqualTo(now);
        }
    }
}
