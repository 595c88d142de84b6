package dev.agentstorage.tck.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private record Talk(
            String id,
            String title,
            String metadata,
            Instant createdAt,
            Instant updatedAt,
            String owner,
            String model) {}

    private static Talk thread(String title, String metadata) {
        return new Talk("t", title, metadata, NOW, NOW, "a person with a long name", "a model with a long name");
    }

    private static String text(ThrowingCallable failing) {
        return FailureText.of(catchThrowable(failing), FailureTextTest.class, Optional.empty());
    }

    @Test
    void onlyTheFieldsOfARecordThatDifferAreShown() {
        Talk expected = thread("one", "{\"a\":1}");
        Talk actual = thread("two", "{\"a\":2}");

        assertThat(text(() -> assertThat(actual).as("the thread").isEqualTo(expected)))
                .startsWith("""
                        [the thread] the actual value is not the expected one
                            expected title=one
                                 was title=two
                            expected metadata={"a":1}
                                 was metadata={"a":2}
                          test: FailureTextTest.java:""");
    }

    @Test
    void thePartsOfAListThatDifferAreShown() {
        List<Talk> expected = List.of(thread("same", "{}"), thread("one", "{}"));
        List<Talk> actual = List.of(thread("same", "{}"), thread("two", "{}"));

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
        Throwable outage = new IOException("the backend cannot be reached");

        assertThat(FailureText.of(outage, FailureTextTest.class, Optional.of(FailureText.class)))
                .startsWith("IOException: ")
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
