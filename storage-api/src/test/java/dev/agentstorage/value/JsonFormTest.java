package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.Role;
import dev.agentstorage.workflow.WorkflowStatus;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The one form that each Java value has as JSON, and that what has none is refused with its place. */
class JsonFormTest {
    private static final UUID ID = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    /** A type whose constants have bodies, and so separate classes. */
    private enum Mood {
        GOOD {
            @Override
            public String toString() {
                return "in a good mood";
            }
        };

        @Override
        public String toString() {
            return "in the mood";
        }
    }

    private record Deep(
            Optional<Instant> at,
            Mood mood,
            Json json,
            Map<DayOfWeek, Duration> days,
            List<UUID> ids,
            OptionalInt none,
            String text) {}

    private record Empty() {}

    private record Holder(String name, Object value) {}

    /** A bean as the older frameworks want them. */
    public static final class Bean {
        private LocalDate day = LocalDate.EPOCH;
        private List<Holder> holders = List.of();

        public LocalDate getDay() {
            return day;
        }

        public void setDay(LocalDate day) {
            this.day = day;
        }

        public List<Holder> getHolders() {
            return holders;
        }

        public void setHolders(List<Holder> holders) {
            this.holders = holders;
        }
    }

    private static final class NoProperties {}

    /** A getter that fails. */
    public static final class Failing {
        @SuppressWarnings("DoNotCallSuggester") // it is called by its name
        public String getName() {
            throw new IllegalStateException("private text");
        }
    }

    /** A bean that holds itself. */
    public static final class Cycle {
        public List<Cycle> getNext() {
            return List.of(this);
        }
    }

    @SuppressWarnings({"JavaUtilDate", "UnnecessaryStringBuilder"}) // callers have such values
    static Stream<Arguments> forms() {
        return Stream.of(
                arguments(Instant.parse("2026-01-02T03:04:05Z"), "\"2026-01-02T03:04:05Z\""),
                arguments(Instant.parse("2026-01-02T03:04:05.000000001Z"), "\"2026-01-02T03:04:05.000000001Z\""),
                arguments(Instant.parse("-0001-01-02T03:04:05Z"), "\"-0001-01-02T03:04:05Z\""),
                arguments(new Date(1500), "\"1970-01-01T00:00:01.500Z\""),
                arguments(LocalDate.of(2026, 1, 2), "\"2026-01-02\""),
                arguments(LocalTime.of(3, 4), "\"03:04:00\""),
                arguments(LocalDateTime.of(2026, 1, 2, 3, 4), "\"2026-01-02T03:04:00\""),
                arguments(OffsetTime.of(3, 4, 5, 0, ZoneOffset.ofHours(2)), "\"03:04:05+02:00\""),
                arguments(
                        OffsetDateTime.of(2026, 1, 2, 3, 4, 0, 0, ZoneOffset.ofHours(2)),
                        "\"2026-01-02T03:04:00+02:00\""),
                arguments(
                        ZonedDateTime.of(2026, 1, 2, 3, 4, 0, 0, ZoneId.of("Europe/Berlin")),
                        "\"2026-01-02T03:04:00+01:00[Europe/Berlin]\""),
                arguments(YearMonth.of(2026, 1), "\"2026-01\""),
                arguments(Duration.ofMillis(90_500), "\"PT1M30.5S\""),
                arguments(Period.of(1, 2, 3), "\"P1Y2M3D\""),
                arguments(ZoneId.of("Europe/Berlin"), "\"Europe/Berlin\""),
                arguments(ZoneOffset.ofHours(2), "\"+02:00\""),
                arguments(DayOfWeek.MONDAY, "\"MONDAY\""),
                arguments(Mood.GOOD, "\"GOOD\""),
                arguments(Role.TOOL, "\"tool\""),
                arguments(new WorkflowStatus("of a later version"), "\"of a later version\""),
                arguments(ID, "\"01234567-89ab-cdef-0123-456789abcdef\""),
                arguments(URI.create("https://example.org/a?b=c"), "\"https://example.org/a?b=c\""),
                arguments(Locale.forLanguageTag("de-CH"), "\"de-CH\""),
                arguments(Optional.of("x"), "\"x\""),
                arguments(Optional.empty(), "null"),
                arguments(OptionalInt.of(3), "3"),
                arguments(OptionalLong.of(1L << 60), "1152921504606846976"),
                arguments(OptionalDouble.of(0.5), "0.5"),
                arguments((byte) -3, "-3"),
                arguments(9007199254740993L, "9007199254740993"),
                arguments(new AtomicLong(5), "5"),
                arguments(0.1f, "0.1"),
                arguments(1e300, "1.0E300"),
                arguments(new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890"),
                arguments(new BigDecimal("1.10"), "1.10"),
                arguments('c', "\"c\""),
                arguments(new StringBuilder("text"), "\"text\""),
                arguments(new byte[] {-1, 0, 62}, "\"/wA+\""),
                arguments(new char[] {'a', 'b'}, "\"ab\""),
                arguments(new int[] {1, 2}, "[1,2]"),
                arguments(new long[] {1L << 60}, "[1152921504606846976]"),
                arguments(new short[] {7}, "[7]"),
                arguments(new float[] {0.1f}, "[0.1]"),
                arguments(new double[] {0.5, 1.5}, "[0.5,1.5]"),
                arguments(new boolean[] {true, false}, "[true,false]"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyValueHasOneFormAtAnyPlace(Object value, String form) {
        assertThat(Json.of(value).text()).isEqualTo(form);
        assertThat(Json.of(Map.of("m", value)).text()).isEqualTo("{\"m\":" + form + "}");
        assertThat(Json.of(new Object[] {value}).text()).isEqualTo("[" + form + "]");
        assertThat(Json.of(new Holder("h", value)).text()).isEqualTo("{\"name\":\"h\",\"value\":" + form + "}");
        assertThat(Json.of(new Holder("h", List.of(value))).text())
                .isEqualTo("{\"name\":\"h\",\"value\":[" + form + "]}");
        assertThat(Json.of(List.of(Optional.of(new Holder("h", value)))).text())
                .isEqualTo("[{\"name\":\"h\",\"value\":" + form + "}]");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aFormIsReadBackAsTheValueThatItWasMadeOf(Object value, String form) {
        if (value instanceof Optional || value instanceof StringBuilder || value instanceof AtomicLong) {
            assertThat(Json.parse(form).as(value.getClass())).asString().isEqualTo(value.toString());
        } else {
            assertThat((Object) Json.parse(form).as(type(value))).isEqualTo(value);
        }
    }

    private static Class<?> type(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.getDeclaringClass();
        }
        return value instanceof ZoneId ? ZoneId.class : value.getClass();
    }

    @Test
    void recordsAndBeansAreReadBackAsTheyWere() {
        Map<DayOfWeek, Duration> days = new EnumMap<>(Map.of(DayOfWeek.FRIDAY, Duration.ofHours(2)));
        Deep deep = new Deep(
                Optional.of(Instant.EPOCH),
                Mood.GOOD,
                Json.parse("{\"raw\":1.10}"),
                days,
                List.of(ID),
                OptionalInt.empty(),
                "t");

        Json json = Json.of(deep);

        assertThat(json.text())
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"mood\":\"GOOD\",\"json\":{\"raw\":1.10},"
                        + "\"days\":{\"FRIDAY\":\"PT2H\"},\"ids\":[\"" + ID + "\"],\"none\":null,\"text\":\"t\"}");
        assertThat(json.as(Deep.class)).isEqualTo(deep);
        assertThat(Json.parse("{}").as(Deep.class).at()).isEmpty();
        assertThat(Json.of(new Empty())).isEqualTo(Json.EMPTY_OBJECT);

        Bean bean = new Bean();
        bean.setHolders(List.of(new Holder("h", "v")));
        assertThat(Json.of(bean).as(Bean.class).getHolders()).isEqualTo(bean.getHolders());
        assertThat(Json.of(bean).as(Bean.class).getDay()).isEqualTo(bean.getDay());
    }

    @Test
    void anOpenValueIsAStringInsideOfRecordsAndAsAKeyToo() {
        record Said(Role role, List<WorkflowStatus> statuses) {}
        Said said = new Said(Role.USER, List.of(WorkflowStatus.RUNNING));
        Json json = Json.of(said);
        assertThat(json.text()).isEqualTo("{\"role\":\"user\",\"statuses\":[\"running\"]}");
        assertThat(json.as(Said.class)).isEqualTo(said);
        assertThat(Json.of(Map.of(Role.USER, 1)).text()).isEqualTo("{\"user\":1}");
    }

    @Test
    void theNameOfAMemberIsATextOrWhatHasTheFormOfOne() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("text", 1);
        map.put(Mood.GOOD, 2);
        map.put(ID, 3);
        map.put(LocalDate.EPOCH, 4);

        assertThat(Json.of(map).members().keySet()).containsExactly("text", "GOOD", ID.toString(), "1970-01-01");
        assertThat(Json.of(new Holder("h", map)).path("value").members().keySet())
                .containsExactly("text", "GOOD", ID.toString(), "1970-01-01");
    }

    static Stream<Arguments> refused() {
        Supplier<String> lambda = () -> "x";
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        return Stream.of(
                arguments("a lambda", lambda, lambda.getClass()),
                arguments("an object", new Object(), Object.class),
                arguments("a class without properties", new NoProperties(), NoProperties.class),
                arguments(
                        "a thread",
                        Thread.currentThread(),
                        Thread.currentThread().getClass()),
                arguments("a stream of values", Stream.of(1), Stream.of(1).getClass()),
                arguments("a stream of bytes", new ByteArrayInputStream(new byte[0]), ByteArrayInputStream.class),
                arguments("a path", Path.of("a", "b"), Path.of("a", "b").getClass()),
                arguments("a class", String.class, Class.class),
                arguments("a reference", new AtomicReference<>("a"), AtomicReference.class),
                arguments("an entry", Map.entry("a", 1), Map.entry("a", 1).getClass()),
                arguments("not a number", Double.NaN, Double.class),
                arguments("infinity", Float.POSITIVE_INFINITY, Float.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatHasNoFormIsRefusedWithItsPlaceAndItsType(String name, Object value, Class<?> type) {
        assertRefused(value, "", type);
        assertRefused(Map.of("a/b", List.of(1, new Object[] {value})), "/a~1b/1/0", type);
        assertRefused(new Holder("h", value), "/value", type);
        assertRefused(List.of(new Holder("h", Map.of("m", List.of(value)))), "/0/value/m/0", type);
        assertRefused(Map.of("m", new Holder("h", Optional.of(new Holder("i", value)))), "/m/value/value", type);
    }

    @Test
    void aMemberWithoutATextForItsNameIsRefused() {
        assertRefused(Map.of("m", Map.of(1, 2)), "/m", Integer.class);
        assertRefused(new Holder("h", Map.of(1, 2)), "/value", Integer.class);
        assertRefused(Map.of("m", Collections.singletonMap(null, 2)), "/m", null);
        assertRefused(Map.of("m", Map.of("\ud800", 2)), "/m", String.class);
    }

    @Test
    void anObjectThatHoldsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        for (Object cycle : new Object[] {list, new Cycle(), new Holder("h", list), Map.of("m", new Cycle())}) {
            assertThatThrownBy(() -> Json.of(cycle))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.code()).isEqualTo("json-unconvertible"));
        }
    }

    @Test
    void whatDoesNotFitATypeIsRefusedWithItsPlaceAndWithoutItsText() {
        Json json = Json.parse("{\"ids\":[\"01234567-89ab-cdef-0123-456789abcdef\",\"private text\"]}");

        assertThatThrownBy(() -> json.as(Deep.class)).isInstanceOfSatisfying(InvalidRequestException.class, e -> {
            assertThat(e.details()).containsEntry("path", "/ids/1").containsEntry("type", Deep.class.getName());
            assertThat(e).hasNoCause();
            assertThat(e.getMessage()).doesNotContain("private");
        });
    }

    @Test
    void aGetterThatFailsIsRefusedWithItsPlace() {
        assertRefused(Map.of("m", List.of(new Failing())), "/m/0/name", Failing.class);
    }

    private static void assertRefused(Object value, String path, Class<?> type) {
        assertThatThrownBy(() -> Json.of(value)).isInstanceOfSatisfying(InvalidRequestException.class, e -> {
            assertThat(e.code()).isEqualTo("json-unconvertible");
            assertThat(e.details()).containsEntry("path", path);
            assertThat(e.details()).containsEntry("type", type == null ? "null" : type.getName());
            assertThat(e.details().keySet()).containsExactly("path", "type");
        });
    }
}
