package dev.agentstorage.tck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ConversationThread thread(String title, Json metadata) {
        return ConversationThread.builder("r")
                .id("t")
                .title(title)
                .metadata(metadata)
                .createdAt(NOW)
                .updatedAt(NOW)
                .build();
    }

    private static String text(ThrowingCallable failing) {
        return FailureText.of(catchThrowable(failing), FailureTextTest.class, Optional.empty());
    }

    @Test
    void onlyTheFieldsOfARecordThatDifferAreShown() {
        ConversationThread expected = thread("one", Json.parse("{\"a\":1}"));
        ConversationThread actual = thread("two", Json.parse("{\"a\":2}"));

        assertThat(text(() -> assertThat(actual).as("the thread").isEqualTo(expected)))
                .startsWith("""
                        [the thread] what is there is not what was expected
                            expected title=one
                                 was title=two
                            expected metadata={"a":1}
                                 was metadata={"a":2}
                          test: FailureTextTest.java:""");
    }

    @Test
    void thePartsOfAListThatDifferAreShown() {
        List<ConversationThread> expected =
                List.of(thread("same", Json.EMPTY_OBJECT), thread("one", Json.EMPTY_OBJECT));
        List<ConversationThread> actual = List.of(thread("same", Json.EMPTY_OBJECT), thread("two", Json.EMPTY_OBJECT));

        assertThat(text(() -> assertThat(actual).isEqualTo(expected)))
                .contains("\n    expected title=one\n         was title=two\n  test:");
        assertThat(text(() -> assertThat(actual.subList(0, 1)).isEqualTo(expected)))
                .containsPattern("expected [0-9]+ parts: .*\n         was [0-9]+ parts: ");
    }

    @Test
    void ofALongTextThePlaceOfTheDifferenceIsShown() {
        assertThat(text(() -> assertThat("a".repeat(5_000) + "x" + "b".repeat(5_000))
                        .isEqualTo("a".repeat(5_000) + "y" + "b".repeat(5_000))))
                .containsPattern("expected \\.\\.\\.a+yb+\\.\\.\\.\n         was \\.\\.\\.a+xb+\\.\\.\\.\n");
    }

    @Test
    void plainValuesHaveTheMessageOfTheAssertion() {
        assertThat(text(() -> assertThat(2).as("how many").isEqualTo(1)))
                .contains("[how many]", "expected: 1", "but was: 2");
    }

    @Test
    void errorsSayTheirTypeAndWhereTheyComeFrom() {
        Throwable outage = new UnavailableException("backend-unreachable", "the backend cannot be reached", Map.of());

        assertThat(FailureText.of(outage, FailureTextTest.class, Optional.of(FailureText.class)))
                .startsWith("UnavailableException: ")
                .contains("the backend cannot be reached")
                .containsPattern("\n  test: FailureTextTest.java:[0-9]+ \\(errorsSay");
        assertThat(FailureText.of(new NullPointerException(), String.class, Optional.empty()))
                .isEqualTo("NullPointerException");
    }

    @Test
    void longMessagesAreCut() {
        assertThat(text(() -> assertThat("x".repeat(5_000)).isEmpty()).length()).isLessThan(1_200);
    }
}
