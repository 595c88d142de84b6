package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;

/** Ids, text, instants, JSON, versions and errors mean the same in every backend (rules {@code CORE-01} to {@code CORE-10}). */
public abstract class IdentityContract extends CoreContract {
    private static final List<String> ESCAPES = List.of("\\u0000", "a\\u0000b", "\\ud800", "x\\udfffy", "\\uD83D");

    /** Made by the kit. */
    protected IdentityContract() {}

    private ConversationThread.Builder thread(String id) {
        return ConversationThread.builder(id("resource")).id(id).createdAt(base());
    }

    /** Any storable text is returned unchanged. If this fails, look at the encoding of the connection, and for trimming columns. */
    @Rule(id = "CORE-01", requires = Feature.MEMORY, cases = "G17")
    void textIsReturnedUnchanged() {
        SeededRandom random = random();
        for (int i = 0; i < 50; i++) {
            String text = random.text(12);
            ConversationThread thread =
                    memory().createThread(thread(id("thread")).title(text).build());
            assertThat(memory().getThread(thread.id()).orElseThrow().title())
                    .as("%s", random)
                    .isEqualTo(text);
        }
    }

    /** Ids with any difference are distinct. If this fails, look for a collation that folds case, accents or blanks. */
    @Rule(id = "CORE-01", requires = Feature.MEMORY)
    void idsThatLookAlikeAreDifferent() {
        String plain = id("thread");
        List<String> ids = Stream.of("", " ", "A", "a", "é", "e\u0301", "😀", "\u200d", "'", "%", "_")
                .map(suffix -> plain + suffix)
                .toList();
        ids.forEach(id -> memory().createThread(thread(id).title(id).build()));
        assertThat(ids)
                .allSatisfy(id ->
                        assertThat(memory().getThread(id).orElseThrow().title()).isEqualTo(id));
        memory().deleteThread(plain);
        assertThat(ids.subList(1, ids.size()))
                .allSatisfy(id -> assertThat(memory().getThread(id)).isPresent());
    }

    /** Instants are kept to the microsecond, at any time. If this fails, look at the column's precision and at negative epoch values. */
    @Rule(id = "CORE-02", requires = Feature.MEMORY, cases = "G18")
    void instantsAreKeptToTheMicrosecond() {
        for (String text : List.of(
                "0001-01-01T00:00:00Z",
                "1883-11-18T12:03:57.999999Z",
                "1969-12-31T23:59:59.999999Z",
                "1970-01-01T00:00:00.000001Z",
                "2024-02-29T23:59:59.123456Z",
                "2024-03-31T01:30:00.5Z",
                "2024-10-27T01:30:00Z",
                "9999-12-31T23:59:59.999999Z")) {
            Instant instant = Instant.parse(text);
            ConversationThread stored = memory().createThread(
                            thread(id("thread")).createdAt(instant).build());
            assertThat(memory().getThread(stored.id()).orElseThrow().createdAt())
                    .isEqualTo(instant);
        }
        Instant fine = base().plusNanos(1_999);
        ConversationThread truncated =
                memory().createThread(thread(id("thread")).createdAt(fine).build());
        assertThat(truncated.createdAt()).isEqualTo(base().plusNanos(1_000));
        assertThat(memory().getThread(truncated.id())).contains(truncated);
    }

    /** The zone of the JVM changes nothing. If this fails, look for java.util.Date or a timestamp without a zone. */
    @Rule(id = "CORE-02", requires = Feature.MEMORY, cases = "G18")
    void instantsDoNotDependOnTheZoneOfTheJvm() {
        TimeZone before = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
            Instant inTheGap = Instant.parse("2024-03-10T02:30:00Z");
            ConversationThread stored = memory().createThread(
                            thread(id("thread")).createdAt(inTheGap).build());
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            assertThat(memory().getThread(stored.id()).orElseThrow().createdAt())
                    .isEqualTo(inTheGap);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    /** Rows with equal times are ordered by the UTF-8 bytes of their ids. If this fails, look at the collation of the id column. */
    @Rule(id = "CORE-03", requires = Feature.MEMORY, cases = "G01")
    void idsAreOrderedByTheirBytes() {
        String resource = id("resource");
        String prefix = id("t");
        List<String> ids = Stream.of("a", "B", "b", "_", "-", "é", "z", "\uffff", "😀", "1", "10", "9")
                .map(suffix -> prefix + suffix)
                .toList();
        ids.forEach(id -> memory().createThread(ConversationThread.builder(resource)
                .id(id)
                .createdAt(base())
                .build()));
        List<String> sorted = ids.stream().sorted(Utf8::compare).toList();
        List<String> reversed = ids.stream()
                .sorted(Comparator.comparing((String id) -> id, Utf8::compare).reversed())
                .toList();
        ThreadQuery query = ThreadQuery.ofResource(resource);
        assertThat(memory().listThreads(query.toBuilder()
                                .order(ThreadQuery.Order.CREATED_AT)
                                .direction(Direction.ASC)
                                .build())
                        .toList())
                .extracting(ConversationThread::id)
                .isEqualTo(sorted);
        assertThat(memory().listThreads(query.toBuilder()
                                .order(ThreadQuery.Order.CREATED_AT)
                                .direction(Direction.DESC)
                                .build())
                        .toList())
                .extracting(ConversationThread::id)
                .isEqualTo(reversed);
    }

    /** Blank ids are rejected, ids up to the limit are accepted. If this fails, look at {@code Limits.idBytes} and the width of the column. */
    @Rule(id = "CORE-04", requires = Feature.MEMORY, cases = "G20")
    void idsAreNotBlankAndFitUpToTheLimit() {
        for (String blank : List.of("", " ", "\t\n", "\u2003")) {
            InvalidRequestException error = thrown(
                    InvalidRequestException.class,
                    () -> memory().createThread(thread(blank).build()));
            assertThat(error.code()).isEqualTo("id-blank");
        }
        int limit = limits().idBytes();
        String longest = id("é") + "é".repeat(limit);
        while (Utf8.length(longest) > limit) {
            longest = longest.substring(0, longest.length() - 1);
        }
        String fits = longest;
        memory().createThread(thread(fits).build());
        assertThat(memory().getThread(fits)).isPresent();
        TooLargeException error = thrown(
                TooLargeException.class,
                () -> memory().createThread(thread(fits + "éé").build()));
        assertThat(error.code()).isEqualTo("id-too-long");
        assertThat(error.limit()).isEqualTo(limit);
    }

    /** Unstorable text is rejected before it is sent. If this fails, the store was bypassed. */
    @Rule(id = "CORE-05", requires = Feature.MEMORY, cases = "G17")
    void unstorableTextIsRefused() {
        for (String wrong : List.of("a\0b", "\ud800", "x\udc00y")) {
            List<Runnable> calls = List.of(
                    () -> memory().createThread(thread(wrong).build()),
                    () -> memory().createThread(
                                    thread(id("thread")).title(wrong).build()),
                    () -> memory().getThread(wrong),
                    () -> memory().listThreads(ThreadQuery.ofResource(wrong)).toList());
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(call::run)
                            .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                                assertThat(e.code()).isEqualTo("text-unstorable");
                                assertThat(e.details()).containsKeys("field", "offset");
                            }));
        }
    }

    /** Escapes of NUL and of lone surrogates are kept in any JSON. If this fails, look for a jsonb column, which rejects or changes them. */
    @Rule(id = "CORE-06", requires = Feature.MEMORY, cases = "G17")
    void escapesInJsonSurvive() {
        for (String escape : ESCAPES) {
            Json json = Json.parse("{\"text\":\"" + escape + "\",\"a\\u0000b\":[\"" + escape + "\"]}");
            ConversationThread thread =
                    memory().createThread(thread(id("thread")).metadata(json).build());
            assertThat(memory().getThread(thread.id()).orElseThrow().metadata()).isEqualTo(json);
            Message message = message(thread, json);
            assertThat(memory().getMessage(message.id()).orElseThrow().content().text())
                    .isEqualTo(json.text());
        }
    }

    /** Filters mean containment, whatever the order of members. If this fails, look for a comparison of JSON as text. */
    @Rule(id = "CORE-07", requires = Feature.MEMORY, cases = "G14")
    void filtersMeanContainment() {
        String resource = id("resource");
        ConversationThread stored = memory().createThread(ConversationThread.builder(resource)
                .id(id("thread"))
                .createdAt(base())
                .metadata(
                        Json.parse(
                                "{\"b\":{\"x\":1.0,\"y\":[1,{\"z\":true,\"w\":null}]},\"a\":\"text\",\"n\":null,\"big\":12345678901234567890}"))
                .build());
        memory().createThread(ConversationThread.builder(resource)
                .id(id("thread"))
                .createdAt(base())
                .build());
        for (String part : List.of(
                "{\"a\":\"text\",\"b\":{\"x\":1}}",
                "{\"b\":{\"y\":[{\"z\":true}]}}",
                "{\"n\":null}",
                "{\"big\":12345678901234567890}",
                "{\"b\":{\"y\":[]}}")) {
            assertThat(filtered(resource, part)).as(part).containsExactly(stored);
        }
        for (String other : List.of(
                "{\"a\":\"tex\"}",
                "{\"a\":\"TEXT\"}",
                "{\"b\":{\"x\":\"1\"}}",
                "{\"b\":{\"y\":[2]}}",
                "{\"missing\":null}",
                "{\"big\":12345678901234567891}")) {
            assertThat(filtered(resource, other)).as(other).isEmpty();
        }
        assertThat(filtered(resource, "{}")).hasSize(2);
    }

    private List<ConversationThread> filtered(String resource, String filter) {
        return memory().listThreads(ThreadQuery.builder()
                        .resourceId(resource)
                        .metadata(Json.parse(filter))
                        .build())
                .toList();
    }

    /** Names in a filter are checked, stored names are not. If this fails, look at how a filter is converted to a statement. */
    @Rule(id = "CORE-07", requires = Feature.MEMORY, cases = "G21")
    void namesInFiltersAreChecked() {
        for (String name : List.of(
                "", "1a", "a-b", "a.b", "a'b", "a\"b", "é", "__proto__", "prototype", "constructor", "a".repeat(129))) {
            Json json = Json.of(Map.of(name, 1));
            ThreadQuery query = ThreadQuery.builder()
                    .resourceId(id("resource"))
                    .metadata(json)
                    .build();
            InvalidRequestException error = thrown(
                    InvalidRequestException.class,
                    () -> memory().listThreads(query).toList());
            assertThat(error.code()).isEqualTo("metadata-key-invalid");
            ConversationThread stored =
                    memory().createThread(thread(id("thread")).metadata(json).build());
            assertThat(memory().getThread(stored.id()).orElseThrow().metadata()).isEqualTo(json);
        }
        assertThat(filtered(id("resource"), "{\"" + "a".repeat(128) + "\":1,\"_x9\":2}"))
                .isEmpty();
    }

    /** A version depends only on the content. If this fails, look for a version that is derived from a time or a counter. */
    @Rule(id = "CORE-08", requires = Feature.MEMORY)
    void versionsDependOnTheContent() {
        ConversationThread created =
                memory().createThread(thread(id("thread")).title("one").build());
        ConversationThread changed = memory().updateThread(created.id(), ThreadPatch.ofTitle("two"));
        assertThat(changed.version()).isNotEqualTo(created.version());
        ConflictException error = thrown(
                ConflictException.class,
                () -> memory().updateThread(created.id(), ThreadPatch.ofTitle("three"), created.version()));
        assertThat(error.code()).isEqualTo("version-conflict");
        assertThat(error.stored(ConversationThread.class)).contains(changed);
        ConversationThread back = memory().updateThread(created.id(), ThreadPatch.ofTitle("one"), changed.version());
        assertThat(back.version()).isEqualTo(created.version());
        assertThat(back.updatedAt()).isAfter(changed.updatedAt());
    }

    /** Content keeps its text, metadata its structure. If this fails, look for a JSON column type that reformats values. */
    @Rule(id = "CORE-09", requires = Feature.MEMORY)
    void jsonKeepsWhatItSays() {
        String text = " { \"b\" : 1.50 , \"a\":[1e3,\"\\u0041\\/\"],\"a b\":12345678901234567890.123 , \"b\":2}";
        Message message = message(thread(id("resource"), base()), Json.parse(text));
        assertThat(memory().getMessage(message.id()).orElseThrow().content().text())
                .isEqualTo(text);
        ConversationThread stored = memory().createThread(thread(id("thread"))
                .metadata(Json.parse("{ \"b\" : 1.50, \"a\" : 12345678901234567890.123 }"))
                .build());
        assertThat(memory().getThread(stored.id()).orElseThrow().metadata().text())
                .isEqualTo("{\"b\":1.50,\"a\":12345678901234567890.123}");
    }

    /** Errors are identical in every process. If this fails, look for an unordered map in the details of an error. */
    @Rule(id = "CORE-10", requires = Feature.OBSERVABILITY)
    void detailsHaveOneOrder() {
        NotFoundException error = expect(
                NotFoundException.class,
                "span-not-found",
                () -> observability()
                        .updateSpan(SpanPatch.builder(id("trace"), id("span")).build()));
        assertThat(error.details().keySet()).containsExactly("traceId", "spanId");
    }

    private Message message(ConversationThread thread, Json content) {
        return memory().saveMessages(List.of(NewMessage.builder(thread.id())
                        .id(id("message"))
                        .createdAt(base())
                        .content(content)
                        .build()))
                .get(0);
    }
}
