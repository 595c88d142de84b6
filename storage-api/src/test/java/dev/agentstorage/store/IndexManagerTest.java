package dev.agentstorage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.StorageException;
import dev.agentstorage.spi.IndexBackend;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IndexManagerTest {
    private final RecordedBackend<IndexBackend> backend = new RecordedBackend<>(IndexBackend.class);
    private final IndexManager indexes = RecordedStores.factory().indexes(backend);

    @Test
    void anIndexThatIsMissingIsEmpty() {
        assertThat(indexes.get("missing")).isEmpty();
        assertThat(backend.arguments("describeIndex", 0, String.class)).containsExactly("missing");
    }

    @Test
    void namesThatAreNoIdentifiersReachNoBackend() {
        assertThat(catchThrowableOfType(StorageException.class, () -> indexes.delete("a;b"))
                        .code())
                .isEqualTo("identifier-invalid");
        assertThat(catchThrowableOfType(StorageException.class, () -> indexes.awaitIndexes(Duration.ofSeconds(-1)))
                        .code())
                .isEqualTo("duration-negative");
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void theRestIsAskedAsItIs() {
        backend.answer("awaitIndexes", true).answer("dropIndex", true);

        assertThat(indexes.awaitIndexes(Duration.ofSeconds(3))).isTrue();
        assertThat(indexes.delete("mine")).isTrue();
        assertThat(indexes.list("things")).isEmpty();
        assertThat(backend.arguments("listIndexes", 0, Optional.class)).containsExactly(Optional.of("things"));
    }
}
