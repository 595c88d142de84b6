package dev.agentstorage.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.config.Option.Kind;
import dev.agentstorage.error.InvalidRequestException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of option, with what it takes and what it refuses. */
class OptionKindTest {
    enum Mode {
        READ_ONLY,
        READ_WRITE
    }

    record Sample<T>(Option<T> option, Object given, T value, List<Object> refused, String requirement) {}

    static Stream<Sample<?>> samples() {
        return Stream.of(
                new Sample<>(Option.string("text"), " as it is ", " as it is ", List.of(List.of()), "text"),
                new Sample<>(
                        Option.integer("count"),
                        " 42 ",
                        42,
                        List.of("4.2", "", "2147483648", 4.5, "x"),
                        "whole number"),
                new Sample<>(Option.integer("count"), 42L, 42, List.of(2147483648L), "32 bits"),
                new Sample<>(Option.longInteger("big"), "2147483648", 2147483648L, List.of("1e3", "big"), "64 bits"),
                new Sample<>(Option.longInteger("big"), 7, 7L, List.of(), ""),
                new Sample<>(Option.bool("flag"), "TRUE", true, List.of("yes", "1", ""), "true or false"),
                new Sample<>(Option.bool("flag"), false, false, List.of(1), "true or false"),
                new Sample<>(
                        Option.duration("wait"),
                        "500ms",
                        Duration.ofMillis(500),
                        List.of("5", "5 weeks", "-", "999999999999999d", ""),
                        "duration"),
                new Sample<>(Option.duration("wait"), "2h", Duration.ofHours(2), List.of(), ""),
                new Sample<>(Option.duration("wait"), "5m", Duration.ofMinutes(5), List.of(), ""),
                new Sample<>(Option.duration("wait"), "30 s", Duration.ofSeconds(30), List.of(), ""),
                new Sample<>(Option.duration("wait"), "1d", Duration.ofDays(1), List.of(), ""),
                new Sample<>(Option.duration("wait"), "PT1.5S", Duration.ofMillis(1500), List.of(), ""),
                new Sample<>(
                        Option.enumeration("mode", Mode.class),
                        "read-only",
                        Mode.READ_ONLY,
                        List.of("readonly", "write", ""),
                        "one of READ_ONLY, READ_WRITE"),
                new Sample<>(Option.enumeration("mode", Mode.class), Mode.READ_WRITE, Mode.READ_WRITE, List.of(), ""),
                new Sample<>(Option.path("file"), "a/b", Path.of("a", "b"), List.of("a\0b"), "be a path"),
                new Sample<>(
                        Option.object("uri", URI.class),
                        URI.create("x:y"),
                        URI.create("x:y"),
                        List.of("x:y", 5),
                        "object of java.net.URI"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    <T> void aValueOfTheKindIsTaken(Sample<T> sample) {
        StorageConfig config =
                StorageConfig.fromMap(Map.of("backend", "b", sample.option().name(), sample.given()));

        assertThat(config.validate(List.of(sample.option())).get(sample.option()))
                .isEqualTo(sample.value());
        assertThat(config.get(sample.option())).isEqualTo(sample.value());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatDoesNotFitTheKindIsRefused(Sample<?> sample) {
        for (Object wrong : sample.refused()) {
            StorageConfig config =
                    StorageConfig.fromMap(Map.of("backend", "b", sample.option().name(), wrong));

            assertThatThrownBy(() -> config.validate(List.of(sample.option())))
                    .as("%s", wrong)
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                        assertThat(e.code()).isEqualTo("config-invalid");
                        assertThat(e.problems()).singleElement().satisfies(problem -> {
                            assertThat(problem.field())
                                    .isEqualTo(sample.option().name());
                            assertThat(problem.message()).contains(sample.requirement());
                        });
                        assertThat(e).hasNoCause();
                    });
        }
    }

    @Test
    void everyKindHasSamplesOfBothSorts() {
        Map<Kind, List<Sample<?>>> byKind = samples()
                .collect(Collectors.groupingBy(sample -> sample.option().kind()));

        assertThat(byKind.keySet()).containsExactlyInAnyOrderElementsOf(Arrays.asList(Kind.values()));
        assertThat(byKind.values())
                .allSatisfy(ofKind -> assertThat(ofKind.stream().flatMap(sample -> sample.refused().stream()))
                        .isNotEmpty());
    }

    @Test
    void aConstantThatIsAlmostRightIsSuggested() {
        Option<Mode> option = Option.enumeration("mode", Mode.class);
        StorageConfig config =
                StorageConfig.builder("b").option("mode", "readonly").build();

        assertThatThrownBy(() -> config.validate(List.of(option)))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(problem ->
                                        assertThat(problem.suggestion()).isEqualTo("READ_ONLY")));
    }
}
