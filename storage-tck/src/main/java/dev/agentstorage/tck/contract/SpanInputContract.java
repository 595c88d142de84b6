package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.SpanSamples.assertRefused;
import static dev.agentstorage.tck.contract.SpanSamples.assertStored;
import static dev.agentstorage.tck.contract.SpanSamples.child;
import static dev.agentstorage.tck.contract.SpanSamples.root;
import static dev.agentstorage.tck.contract.SpanSamples.span;
import static dev.agentstorage.tck.contract.SpanSamples.withValues;
import static dev.agentstorage.value.Feature.OBSERVABILITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.SpanType;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The valid sizes, characters and instants of a span; a rejected span stores nothing. */
public abstract class SpanInputContract extends Contract {
    private static final Map<String, BiFunction<Span, String, Span>> IDS = new LinkedHashMap<>();
    private static final Map<String, BiFunction<Span, String, Span>> NAMES = new LinkedHashMap<>();

    static {
        IDS.put(
                "parentSpanId",
                (span, text) -> span.toBuilder().parentSpanId(text).build());
        IDS.put(
                "spanType",
                (span, text) -> span.toBuilder().spanType(new SpanType(text)).build());
        entity("entity", (span, entity) -> span.toBuilder().entity(entity).build());
        entity(
                "parentEntity",
                (span, entity) -> span.toBuilder().parentEntity(entity).build());
        entity(
                "rootEntity",
                (span, entity) -> span.toBuilder().rootEntity(entity).build());
        correlation(IDS, "userId", Correlation.Builder::userId);
        correlation(IDS, "organizationId", Correlation.Builder::organizationId);
        correlation(IDS, "resourceId", Correlation.Builder::resourceId);
        correlation(IDS, "runId", Correlation.Builder::runId);
        correlation(IDS, "sessionId", Correlation.Builder::sessionId);
        correlation(IDS, "threadId", Correlation.Builder::threadId);
        correlation(IDS, "requestId", Correlation.Builder::requestId);
        correlation(IDS, "experimentId", Correlation.Builder::experimentId);
        NAMES.put("name", (span, text) -> span.toBuilder().name(text).build());
        correlation(NAMES, "environment", Correlation.Builder::environment);
        correlation(NAMES, "source", Correlation.Builder::source);
        correlation(NAMES, "serviceName", Correlation.Builder::serviceName);
    }

    /** For subclasses. */
    protected SpanInputContract() {}

    private static void entity(String field, BiFunction<Span, SpanEntity, Span> set) {
        IDS.put(
                field + ".type",
                (span, text) -> set.apply(
                        span, SpanEntity.builder().type(new EntityType(text)).build()));
        IDS.put(
                field + ".id",
                (span, text) -> set.apply(span, SpanEntity.builder().id(text).build()));
        IDS.put(
                field + ".versionId",
                (span, text) ->
                        set.apply(span, SpanEntity.builder().versionId(text).build()));
        NAMES.put(
                field + ".name",
                (span, text) -> set.apply(span, SpanEntity.builder().name(text).build()));
    }

    private static void correlation(
            Map<String, BiFunction<Span, String, Span>> fields,
            String field,
            BiFunction<Correlation.Builder, String, Correlation.Builder> set) {
        fields.put(
                field,
                (span, text) -> span.toBuilder()
                        .correlation(set.apply(Correlation.builder(), text).build())
                        .build());
    }

    private void assertCreateRefused(String what, Class<? extends StorageException> type, String code, Span span) {
        assertRefused(what, type, code, () -> observability().saveSpan(span));
        Span good = root(id("trace"));
        assertRefused(what + " in a batch", type, code, () -> observability().saveSpans(List.of(good, span)));
        assertThat(observability().getTrace(good.traceId()))
                .as("the rest of a batch with " + what)
                .isEmpty();
    }

    /** Blank ids are rejected. If this fails, look for calls of the backend that bypass the store. */
    @Rule(id = "OBS-07", requires = OBSERVABILITY, cases = "G20")
    void blankIdsAreRefused() {
        for (String blank : List.of("", " ", "\t\n")) {
            assertCreateRefused("a blank trace id", InvalidRequestException.class, "id-blank", root(blank));
            assertCreateRefused(
                    "a blank span id", InvalidRequestException.class, "id-blank", child(id("trace"), blank));
            IDS.forEach((field, set) -> assertCreateRefused(
                    "a blank " + field,
                    InvalidRequestException.class,
                    "id-blank",
                    set.apply(root(id("trace")), blank)));
            assertRefused(
                    "getSpan",
                    InvalidRequestException.class,
                    "id-blank",
                    () -> observability().getSpan(id("trace"), blank));
            assertRefused(
                    "getRootSpan",
                    InvalidRequestException.class,
                    "id-blank",
                    () -> observability().getRootSpan(blank));
            assertRefused(
                    "getTrace",
                    InvalidRequestException.class,
                    "id-blank",
                    () -> observability().getTrace(blank));
        }
    }

    /** Texts that some backends cannot store are rejected. If this fails, look for calls of the backend that bypass the store. */
    @Rule(id = "OBS-07", requires = OBSERVABILITY, cases = "G17")
    void nulAndLoneSurrogatesAreRefusedInTextFields() {
        for (String bad : List.of("a\0", "\uD834", "x\uDD1E")) {
            assertCreateRefused("a trace id", InvalidRequestException.class, "text-unstorable", root(bad));
            assertCreateRefused("a tag", InvalidRequestException.class, "text-unstorable", tagged(bad));
            Map<String, BiFunction<Span, String, Span>> fields = new LinkedHashMap<>(IDS);
            fields.putAll(NAMES);
            fields.forEach((field, set) -> assertCreateRefused(
                    field, InvalidRequestException.class, "text-unstorable", set.apply(root(id("trace")), bad)));
        }
    }

    private Span tagged(String tag) {
        return root(id("trace")).toBuilder().tags(List.of(tag)).build();
    }

    /**
     * Ids and names are accepted up to the limit, and rejected with one more byte. If this fails, look at the limits and at the sizes of index
     * keys.
     */
    @Rule(id = "OBS-07", requires = OBSERVABILITY, cases = "G19")
    void idsAndNamesFitUpToTheirLimits() {
        Span largest = Span.builder(wide(id("t"), limits().idBytes()), wide("s", limits().idBytes()))
                .startedAt(base())
                .entity(SpanEntity.builder()
                        .type(new EntityType(wide("t", limits().idBytes())))
                        .id(wide("i", limits().idBytes()))
                        .name(wide("n", limits().nameBytes()))
                        .build())
                .correlation(Correlation.builder()
                        .userId(wide("u", limits().idBytes()))
                        .organizationId(wide("o", limits().idBytes()))
                        .serviceName(wide("n", limits().nameBytes()))
                        .build())
                .name(wide("n", limits().nameBytes()))
                .build();
        observability().saveSpan(largest);
        assertStored(observability().getSpan(largest.traceId(), largest.spanId()), largest);
        IDS.forEach((field, set) -> assertCreateRefused(
                field,
                TooLargeException.class,
                "id-too-long",
                set.apply(root(id("trace")), wide("x", limits().idBytes() + 1))));
        NAMES.forEach((field, set) -> assertCreateRefused(
                field,
                TooLargeException.class,
                "name-too-long",
                set.apply(root(id("trace")), wide("x", limits().nameBytes() + 1))));
        assertCreateRefused(
                "spanId",
                TooLargeException.class,
                "id-too-long",
                child(id("trace"), wide("s", limits().idBytes() + 1)));
    }

    /** Returns a text of this number of UTF-8 bytes, of two-byte characters as far as possible. */
    private static String wide(String prefix, int bytes) {
        int rest = bytes - prefix.length();
        return prefix + "é".repeat(rest / 2) + "x".repeat(rest % 2);
    }

    /** Values are accepted up to the limit. If this fails, look at the column's type, and at a request that the backend truncates or rejects. */
    @Rule(id = "OBS-07", requires = OBSERVABILITY, cases = "G19")
    void valuesFitUpToTheirLimit() {
        Json largest = Json.parse("\"" + "x".repeat((int) limits().valueBytes() - 2) + "\"");
        Span span = root(id("trace")).toBuilder().input(largest).build();
        observability().saveSpan(span);
        assertStored(observability().getRootSpan(span.traceId()), span);
        Json tooLarge = Json.parse("\"" + "x".repeat((int) limits().valueBytes() - 1) + "\"");
        Span base = root(id("trace"));
        List<Span> refused = new ArrayList<>();
        refused.add(base.toBuilder().attributes(tooLarge).build());
        refused.add(base.toBuilder().links(tooLarge).build());
        refused.add(base.toBuilder().input(tooLarge).build());
        refused.add(base.toBuilder().output(tooLarge).build());
        refused.add(base.toBuilder().error(tooLarge).build());
        refused.add(base.toBuilder().requestContext(tooLarge).build());
        refused.add(
                base.toBuilder().metadata(Json.EMPTY_OBJECT.with("a", tooLarge)).build());
        refused.add(
                base.toBuilder().scope(Json.EMPTY_OBJECT.with("a", tooLarge)).build());
        refused.add(base.toBuilder().tags(List.of(tooLarge.text())).build());
        refused.forEach(each -> assertRefused(
                "a value",
                TooLargeException.class,
                "value-too-large",
                () -> observability().saveSpan(each)));
        assertThat(observability().getTrace(base.traceId())).isEmpty();
    }

    /** The error for a null argument names it. If this fails, look at the checks of the records. */
    @Rule(id = "OBS-07", requires = OBSERVABILITY)
    @SuppressWarnings("NullAway") // possible for callers without null checks
    void nullsAreRefused() {
        assertRefused(
                "saveSpan",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().saveSpan(null));
        assertRefused(
                "saveSpans",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().saveSpans(null));
        List<Span> holed = new ArrayList<>();
        holed.add(null);
        assertRefused(
                "an element",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().saveSpans(holed));
        assertRefused(
                "importSpans",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().importSpans(holed));
        assertRefused(
                "getTrace",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().getTrace(null));
        assertRefused(
                "updateSpan",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().updateSpan(null));
        assertRefused(
                "listTraces",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().listTraces(null));
        assertRefused(
                "eraseResource",
                InvalidRequestException.class,
                "null-argument",
                () -> observability().eraseResource(null));
        assertRefused(
                "traceId",
                InvalidRequestException.class,
                "null-argument",
                () -> span(null, "s").name("n").build());
    }

    /** Invalid input in a patch changes nothing. If this fails, look for calls of the backend that bypass the store. */
    @Rule(id = "OBS-25", requires = OBSERVABILITY)
    void badPatchesAreRefusedAndChangeNothing() {
        Span span = root(id("trace"));
        observability().saveSpan(span);
        Map<String, SpanPatch.Builder> bad = new LinkedHashMap<>();
        bad.put("text-unstorable", patch(span).name("a\0"));
        bad.put("name-too-long", patch(span).name("x".repeat(limits().nameBytes() + 1)));
        bad.put("id-blank", patch(span).entity(SpanEntity.builder().id(" ").build()));
        bad.put(
                "id-too-long",
                patch(span)
                        .correlation(Correlation.builder()
                                .userId("x".repeat(limits().idBytes() + 1))
                                .build()));
        bad.put("value-too-large", patch(span).output(Json.of("x".repeat((int) limits().valueBytes()))));
        bad.put("instant-out-of-range", patch(span).endedAt(Instant.MAX));
        SpanPatch good = patch(span).isEvent(true).build();
        bad.forEach((code, patch) -> {
            assertRefused(
                    code,
                    StorageException.class,
                    code,
                    () -> observability().updateSpan(patch.isEvent(true).build()));
            assertRefused(
                    code,
                    StorageException.class,
                    code,
                    () -> observability().updateSpans(List.of(good, patch.build())));
        });
        assertStored(observability().getRootSpan(span.traceId()), span);
    }

    private static SpanPatch.Builder patch(Span span) {
        return SpanPatch.builder(span.traceId(), span.spanId());
    }

    /** Instants are kept to the microsecond. If this fails, look for milliseconds, for a local time zone, and for arithmetic before 1970. */
    @Rule(id = "OBS-08", requires = OBSERVABILITY, cases = "G18")
    void instantsAreKeptToTheMicrosecond() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant gap = LocalDateTime.of(2024, 3, 31, 2, 30).atZone(berlin).toInstant();
        Instant overlap = LocalDateTime.of(2024, 10, 27, 2, 30).atZone(berlin).toInstant();
        List<Instant> instants = List.of(
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("1815-12-10T12:00:00.000001Z"),
                Instant.EPOCH,
                Instant.parse("2024-02-29T23:59:59.123456Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                gap,
                overlap,
                overlap.plusSeconds(3600));
        for (Instant instant : instants) {
            Span span =
                    span(id("trace"), "s").startedAt(instant).endedAt(instant).build();
            observability()
                    .saveSpan(span.toBuilder()
                            .startedAt(instant.plusNanos(999))
                            .endedAt(instant.plusNanos(1))
                            .build());
            assertStored(observability().getSpan(span.traceId(), "s"), span);
        }
    }

    /** Times of different clocks are accepted. If this fails, look for a check constraint on the times. */
    @Rule(id = "OBS-08", requires = OBSERVABILITY)
    void endBeforeTheStartIsAccepted() {
        Span span =
                root(id("trace")).toBuilder().endedAt(base().minusSeconds(1)).build();
        observability().saveSpan(span);
        assertStored(observability().getRootSpan(span.traceId()), span);
    }

    /** All Unicode text is kept. If this fails, look at the encoding of the connection and of the columns, and at escaped NULs in JSON columns. */
    @Rule(id = "OBS-09", requires = OBSERVABILITY, cases = "G17")
    void everyCharacterSurvives() {
        String text = "Ünï 🎉 \uD834\uDD1E 你好 ' \" \\ % _ ; -- \r\n\t\u007F\u2028";
        Json json = Json.parse(
                "{\"k🎉\":\"\\u0000 \\ud834 \\udd1e x " + Json.of(text).text().substring(1) + "}");
        Span span = withValues(root(id("trace 🎉")), json).toBuilder()
                .name(text)
                .entity(SpanEntity.builder()
                        .type(new EntityType(text))
                        .id(text)
                        .name(text)
                        .versionId(text)
                        .build())
                .correlation(SpanSamples.correlation(text))
                .scope(json.canonical())
                .metadata(json.canonical())
                .tags(List.of(text))
                .build();
        observability().saveSpan(span);
        assertStored(observability().getRootSpan(span.traceId()), span);
    }
}
