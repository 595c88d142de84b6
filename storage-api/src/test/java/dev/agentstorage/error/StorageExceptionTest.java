package dev.agentstorage.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequest.Problem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageExceptionTest {
    @Test
    void anErrorSaysItsCodeItsMessageAndItsDetails() {
        NotFound error = new NotFound("thread-not-found", "there is no such thread", Map.of("threadId", "t1"));

        assertThat(error.code()).isEqualTo("thread-not-found");
        assertThat(error).hasMessage("there is no such thread");
        assertThat(error)
                .hasToString(
                        "dev.agentstorage.error.NotFound [thread-not-found]: there is no such thread {threadId=t1}");
    }

    @Test
    void detailsAreCopiedAndUnmodifiable() {
        Map<String, Object> given = new HashMap<>(Map.of("a", 1));
        Unavailable error = new Unavailable("x", "y", given);
        given.clear();

        assertThat(error.details()).containsEntry("a", 1);
        assertThatThrownBy(() -> error.details().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void detailsKeepTheOrderInWhichTheyWereGiven() {
        Map<String, Object> linked = new LinkedHashMap<>();
        List<String> names = List.of("z", "m", "a", "q", "b");
        names.forEach(name -> linked.put(name, 1));

        assertThat(new NotFound("x", "y", linked).details()).containsExactlyEntriesOf(linked);
        assertThat(new NotFound("x", "y", Details.of("z", 1, "m", 2, "q", 3, "a", 4)))
                .hasToString("dev.agentstorage.error.NotFound [x]: y {z=1, m=2, q=3, a=4}");
        assertThat(Details.of("z", 1, "m", 2, "a", 3).keySet()).containsExactly("z", "m", "a");
        assertThat(Details.of("z", 1, "m", 2).keySet()).containsExactly("z", "m");
    }

    /** The order of such a map is another one in every JVM. */
    @Test
    void detailsOfAMapWithoutOrderAreSortedByName() {
        Map<String, Integer> given =
                Map.of("threadId", 1, "field", 2, "size", 3, "limit", 4, "hint", 5, "offset", 6, "spanId", 7, "key", 8);

        assertThat(new Unavailable("x", "y", given).details().keySet())
                .containsExactly("field", "hint", "key", "limit", "offset", "size", "spanId", "threadId");
    }

    @Test
    void theStoredEntityIsGivenInItsTypeOnly() {
        AlreadyExists exists = new AlreadyExists("x", "y", Map.of(), "stored");
        Conflict conflict = new Conflict("x", "y", Map.of(), null);

        assertThat(exists.stored(String.class)).contains("stored");
        assertThat(exists.stored(Integer.class)).isEmpty();
        assertThat(conflict.stored(String.class)).isEmpty();
    }

    @Test
    void theStoredEntityIsNotShown() {
        assertThat(new AlreadyExists("x", "y", Map.of(), "private").toString()).doesNotContain("private");
    }

    @Test
    void tooLargeNamesFieldLimitSizeAndWhatToUseInstead() {
        TooLarge error = new TooLarge("batch-too-large", "too many", "messages", 10, 11, "importMessages");

        assertThat(error.field()).isEqualTo("messages");
        assertThat(error.limit()).isEqualTo(10);
        assertThat(error.size()).isEqualTo(11);
        assertThat(error.details())
                .containsExactlyEntriesOf(
                        Details.of("field", "messages", "limit", 10L, "size", 11L, "hint", "importMessages"));
    }

    @Test
    void everyProblemOfAConfigurationIsKept() {
        Problem problem = new Problem("host", "must be given", null);
        InvalidRequest error = new InvalidRequest("config-invalid", "the configuration has problems", List.of(problem));

        assertThat(error.problems()).containsExactly(problem);
        assertThat(error.details()).containsEntry("problems", List.of(problem));
        assertThat(new InvalidRequest("x", "y", Map.of()).problems()).isEmpty();
    }

    @Test
    void unsupportedNamesFeatureAndBackend() {
        Unsupported error = new Unsupported("AGENTS", "small");

        assertThat(error.feature()).isEqualTo("AGENTS");
        assertThat(error.details()).containsExactlyEntriesOf(Details.of("feature", "AGENTS", "backend", "small"));
    }
}
