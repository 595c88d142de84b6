package dev.agentstorage.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException.Problem;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageExceptionTest {
    @Test
    void anErrorSaysItsCodeASentenceAndItsValues() {
        NotFoundException error =
                new NotFoundException("thread-not-found", "there is no such thread", Map.of("threadId", "t1"));

        assertThat(error.code()).isEqualTo("thread-not-found");
        assertThat(error).hasMessage("thread-not-found: there is no such thread (threadId=t1)");
        assertThat(error).hasToString("dev.agentstorage.error.NotFoundException: " + error.getMessage());
        assertThat(new NotFoundException("x", "y", Map.of())).hasMessage("x: y");
    }

    @Test
    void theMessageIsOneLineOfHarmlessCharacters() {
        String hostile = "a\r\n\u202e\u2028\0\ud800\\é😀";

        assertThat(new NotFoundException("x", "y", Map.of("threadId", hostile)))
                .hasMessage("x: y (threadId=a\\u000d\\u000a\\u202e\\u2028\\u0000\\ud800\\u005cé😀)");
    }

    @Test
    void aLongValueIsCut() {
        String full = "i".repeat(Details.SHOWN_CHARACTERS);

        assertThat(new NotFoundException("x", "y", Map.of("runId", full))).hasMessage("x: y (runId=" + full + ")");
        assertThat(new NotFoundException("x", "y", Map.of("runId", full + "i")))
                .hasMessage("x: y (runId=" + full + "…)");
        assertThat(new NotFoundException("x", "y", Map.of("runId", full.substring(1) + "😀")))
                .hasMessage("x: y (runId=" + full.substring(1) + "…)");
    }

    @Test
    void textsOfCallersAndUnknownDetailsAreInNoMessage() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("value", "private");
        details.put("mine", "private");
        details.put("title", List.of("private"));
        details.put("count", 3);
        details.put("wait", Duration.ofSeconds(2));

        assertThat(new UnavailableException("x", "y", details)).hasMessage("x: y (count=3, wait=PT2S)");
        assertThat(Details.isShown("value", "private")).isFalse();
        assertThat(Details.isShown("value", 7)).isTrue();
    }

    @Test
    void detailsAreCopiedAndUnmodifiable() {
        Map<String, Object> given = new HashMap<>(Map.of("a", 1));
        UnavailableException error = new UnavailableException("x", "y", given);
        given.clear();

        assertThat(error.details()).containsEntry("a", 1);
        assertThatThrownBy(() -> error.details().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void detailsKeepTheOrderInWhichTheyWereGiven() {
        Map<String, Object> linked = new LinkedHashMap<>();
        List<String> names = List.of("z", "m", "a", "q", "b");
        names.forEach(name -> linked.put(name, 1));

        assertThat(new NotFoundException("x", "y", linked).details()).containsExactlyEntriesOf(linked);
        assertThat(new NotFoundException("x", "y", Details.of("z", 1, "m", 2, "q", 3, "a", 4)))
                .hasMessage("x: y (z=1, m=2, q=3, a=4)");
        assertThat(Details.of("z", 1, "m", 2, "a", 3).keySet()).containsExactly("z", "m", "a");
        assertThat(Details.of("z", 1, "m", 2).keySet()).containsExactly("z", "m");
    }

    /** The order of such a map is another one in every JVM. */
    @Test
    void detailsOfAMapWithoutOrderAreSortedByName() {
        Map<String, Integer> given =
                Map.of("threadId", 1, "field", 2, "size", 3, "limit", 4, "hint", 5, "offset", 6, "spanId", 7, "key", 8);

        assertThat(new UnavailableException("x", "y", given).details().keySet())
                .containsExactly("field", "hint", "key", "limit", "offset", "size", "spanId", "threadId");
    }

    @Test
    void theStoredEntityIsGivenInItsTypeOnly() {
        AlreadyExistsException exists = new AlreadyExistsException("x", "y", Map.of(), "stored");
        ConflictException conflict = new ConflictException("x", "y", Map.of(), null);

        assertThat(exists.stored(String.class)).contains("stored");
        assertThat(exists.stored(Integer.class)).isEmpty();
        assertThat(conflict.stored(String.class)).isEmpty();
    }

    @Test
    void theStoredEntityIsNotShown() {
        assertThat(new AlreadyExistsException("x", "y", Map.of(), "private").toString())
                .doesNotContain("private");
    }

    @Test
    void tooLargeNamesFieldLimitSizeAndWhatToUseInstead() {
        TooLargeException error =
                new TooLargeException("batch-too-large", "too many", "messages", 10, 11, "importMessages");

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
        InvalidRequestException error =
                new InvalidRequestException("config-invalid", "the configuration has problems", List.of(problem));

        assertThat(error.problems()).containsExactly(problem);
        assertThat(error.details()).containsEntry("problems", List.of(problem));
        assertThat(error).hasMessage("config-invalid: the configuration has problems (problems=[host must be given])");
        assertThat(new Problem("hots", "is unknown", "host")).hasToString("hots is unknown (did you mean 'host'?)");
        assertThat(new InvalidRequestException("x", "y", Map.of()).problems()).isEmpty();
    }

    @Test
    void unsupportedNamesFeatureAndBackend() {
        UnsupportedException error = new UnsupportedException("AGENTS", "small");

        assertThat(error.feature()).isEqualTo("AGENTS");
        assertThat(error.details()).containsExactlyEntriesOf(Details.of("feature", "AGENTS", "backend", "small"));
    }
}
