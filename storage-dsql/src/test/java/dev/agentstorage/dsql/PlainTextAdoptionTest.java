package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of other programs whose columns hold plain text where there is usually JSON. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class PlainTextAdoptionTest {
    private static final String TIME = "2024-01-01 00:00:00";
    private static final Json KEY = Json.parse("{\"k\":1}");

    /** The text in a column, and what it means. */
    private static final Map<String, Json> COLUMNS = columns();

    private final Schema schema;
    private Storage storage;

    PlainTextAdoptionTest(Server server) {
        schema = Schema.in(server);
    }

    private static Map<String, Json> columns() {
        Map<String, Json> columns = new LinkedHashMap<>();
        columns.put("hello", Json.of("hello"));
        columns.put("\"hello\"", Json.of("hello"));
        columns.put("42", Json.of(42));
        columns.put("\"42\"", Json.of("42"));
        columns.put("42 apples", Json.of("42 apples"));
        columns.put("[\"k\"]", Json.of(List.of("k")));
        columns.put("[sic]", Json.of("[sic]"));
        columns.put("true story", Json.of("true story"));
        columns.put("{broken \"k\":1}", Json.of("{broken \"k\":1}"));
        columns.put("{\"k\":1} and more", Json.of("{\"k\":1} and more"));
        columns.put(" ", Json.of(" "));
        columns.put("back\\u0041slash\nä😀", Json.of("back\\u0041slash\nä😀"));
        return columns;
    }

    @BeforeEach
    void open() {
        MastraTables.create(schema, "");
        MastraSpans.create(schema);
        storage = Schema.open(schema.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true));
        storage.init();
    }

    @AfterEach
    void close() {
        storage.close();
        schema.close();
    }

    @Test
    void contentIsListedFilteredPatchedAndWrittenBack() {
        MastraTables.thread(schema, "t", "NULL", TIME, "NULL");
        COLUMNS.forEach((column, value) -> {
            MastraTables.message(schema, "m", "t", column, TIME, "NULL");
            Message message = storage.memory().getMessage("m").orElseThrow();
            assertThat(message.content()).isEqualTo(value);
            assertThat(message.text()).isEqualTo(value.string().orElse(""));
            MessageQuery all = MessageQuery.ofThread("t");
            assertThat(storage.memory().listMessages(all).toList()).containsExactly(message);
            assertThat(storage.memory()
                            .listMessages(all.toBuilder().metadata(KEY).build())
                            .toList())
                    .isEmpty();
            assertThat(storage.memory()
                            .listMessages(all.toBuilder().metadata(KEY).build())
                            .count())
                    .isZero();
            refused(
                    "content-not-object",
                    () -> storage.memory()
                            .updateMessages(List.of(MessagePatch.builder("m")
                                    .role(Role.ASSISTANT)
                                    .content(KEY)
                                    .build())));
            assertThat(stored("content", "mastra_messages")).isEqualTo(column);
            assertThat(storage.memory().getMessage("m")).contains(message);
            Message patched = storage.memory()
                    .updateMessage(
                            MessagePatch.builder("m").role(Role.ASSISTANT).build());
            assertThat(patched.content()).isEqualTo(value);
            assertThat(storage.memory().saveMessages(List.of(message.toNew()))).containsExactly(message);
            assertThat(storage.memory().getMessage("m")).contains(message);
            assertThat(Json.parse(stored("content", "mastra_messages"))).isEqualTo(value);
            storage.memory().deleteMessages(List.of("m"));
        });
    }

    @Test
    void contentThatIsEmptyIsTheEmptyStringAndNullIsNull() {
        MastraTables.thread(schema, "t", "NULL", TIME, "NULL");
        MastraTables.message(schema, "empty", "t", "", TIME, "NULL");
        MastraTables.message(schema, "null", "t", "null", TIME, "NULL");
        assertThat(storage.memory().listMessages(MessageQuery.ofThread("t")).toList())
                .extracting(Message::content)
                .containsExactly(Json.of(""), Json.NULL);
    }

    @Test
    void metadataOfThreadsAndResourcesIsListedFilteredPatchedAndWrittenBack() {
        COLUMNS.forEach((column, value) -> {
            MastraTables.thread(schema, "t", literal(column), TIME, "NULL");
            schema.run("INSERT INTO " + schema + ".mastra_resources (id, metadata, \"createdAt\", \"updatedAt\") VALUES"
                    + " ('r', " + literal(column) + ", '" + TIME + "', '" + TIME + "')");
            ConversationThread thread = storage.memory().getThread("t").orElseThrow();
            Resource resource = storage.memory().getResource("r").orElseThrow();
            assertThat(thread.metadata()).isEqualTo(value);
            assertThat(resource.metadata()).isEqualTo(value);
            assertThat(storage.memory().listThreads(ThreadQuery.ALL).toList()).containsExactly(thread);
            assertThat(storage.memory().listResources().toList()).containsExactly(resource);
            ThreadQuery threads = ThreadQuery.builder().metadata(KEY).build();
            assertThat(storage.memory().listThreads(threads).toList()).isEmpty();
            assertThat(storage.memory().listThreads(threads).count()).isZero();
            assertThat(storage.memory()
                            .listResources(ResourceQuery.builder().metadata(KEY).build())
                            .count())
                    .isZero();
            refused(
                    "metadata-not-object",
                    () -> storage.memory()
                            .updateThread(
                                    "t",
                                    ThreadPatch.builder()
                                            .metadata(KEY)
                                            .title("lost")
                                            .build()));
            refused(
                    "metadata-not-object",
                    () -> storage.memory()
                            .updateResource(
                                    "r",
                                    ResourcePatch.builder()
                                            .metadata(KEY)
                                            .workingMemory("lost")
                                            .build()));
            assertThat(stored("metadata", "mastra_threads")).isEqualTo(column);
            assertThat(stored("metadata", "mastra_resources")).isEqualTo(column);
            assertThat(storage.memory()
                            .updateThread("t", ThreadPatch.ofTitle("title"))
                            .metadata())
                    .isEqualTo(value);
            assertThat(storage.memory()
                            .updateResource("r", ResourcePatch.ofWorkingMemory("w"))
                            .metadata())
                    .isEqualTo(value);
            assertThat(storage.memory().saveThread(thread)).isEqualTo(thread);
            assertThat(storage.memory().getThread("t")).contains(thread);
            assertThat(storage.memory()
                            .updateThread(
                                    "t", ThreadPatch.builder().clearMetadata().build())
                            .metadata())
                    .isEqualTo(Json.EMPTY_OBJECT);
            storage.memory().deleteThread("t");
            storage.memory().deleteResource("r");
        });
    }

    @Test
    void metadataWithoutAValueIsTheEmptyObject() {
        for (String none : List.of("NULL", "''", "'null'", "' null '")) {
            MastraTables.thread(schema, "t", none, TIME, "NULL");
            assertThat(storage.memory().getThread("t").orElseThrow().metadata()).isEqualTo(Json.EMPTY_OBJECT);
            assertThat(storage.memory()
                            .updateThread("t", ThreadPatch.ofMetadata(KEY))
                            .metadata())
                    .isEqualTo(KEY);
            storage.memory().deleteThread("t");
        }
    }

    @Test
    void scopeMetadataAndTagsOfSpansAreListedFilteredPatchedAndWrittenBack() {
        COLUMNS.forEach((column, value) -> {
            String text = ", " + literal(column);
            span("scope, metadata, tags, attributes", text + text + text + text);
            Span span = storage.observability().getSpan("t", "root").orElseThrow();
            assertThat(span.scope()).isEqualTo(value);
            assertThat(span.metadata()).isEqualTo(value);
            assertThat(span.attributes()).contains(value);
            assertThat(span.tags())
                    .containsExactly(value.elements().stream()
                            .findFirst()
                            .orElse(value)
                            .string()
                            .orElse(value.text()));
            assertThat(storage.observability().listTraces(TraceQuery.ALL).toList())
                    .containsExactly(span);
            assertThat(traces(TraceQuery.builder().metadata(KEY))).isEmpty();
            assertThat(traces(TraceQuery.builder().scope(KEY))).isEmpty();
            assertThat(traces(TraceQuery.builder().tags(span.tags().get(0)))).containsExactly(span);
            assertThat(traces(TraceQuery.builder().tags("other"))).isEmpty();
            Span patched = storage.observability()
                    .updateSpan(SpanPatch.builder("t", "root").name("other").build());
            assertThat(patched.metadata()).isEqualTo(value);
            assertThat(stored("metadata", "mastra_ai_spans")).isEqualTo(column);
            Span saved = storage.observability().saveSpan(span);
            assertThat(saved.metadata()).isEqualTo(value);
            assertThat(saved.tags()).isEqualTo(span.tags());
            assertThat(storage.observability().getSpan("t", "root")).contains(saved);
            assertThat(traces(TraceQuery.builder().tags(span.tags().get(0)))).containsExactly(saved);
            storage.observability().deleteTraces(List.of("t"));
        });
    }

    @Test
    void anEmptyTextInASpanIsNoValue() {
        span("scope, metadata, tags, input, error", ", '', '', '', '', ''");
        Span span = storage.observability().getSpan("t", "root").orElseThrow();
        assertThat(span.scope()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(span.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(span.tags()).isEmpty();
        assertThat(span.input()).isEmpty();
        assertThat(span.error()).isEmpty();
        assertThat(span.status()).isEqualTo(TraceStatus.RUNNING);
        assertThat(traces(TraceQuery.builder().status(TraceStatus.RUNNING))).containsExactly(span);
        assertThat(traces(TraceQuery.builder().status(TraceStatus.ERROR))).isEmpty();
        assertThat(traces(TraceQuery.builder().hasChildError(true))).isEmpty();
    }

    @Test
    void metadataAndOpenFieldsOfAgentsAreListedFilteredPatchedAndWrittenBack() {
        COLUMNS.forEach((column, value) -> {
            agent(literal(column), literal(column));
            AgentDefinition agent = storage.agents().get("a").orElseThrow();
            assertThat(agent.metadata()).isEqualTo(value);
            AgentVersion version = storage.agents().getVersion("v").orElseThrow();
            assertThat(version.config().model()).isEqualTo(value);
            assertThat(version.config().tools()).contains(value);
            assertThat(version.changedFields()).hasSize(1);
            assertThat(storage.agents().listResolved(AgentQuery.ALL).toList()).hasSize(1);
            assertThat(storage.agents()
                            .list(AgentQuery.builder().metadata(KEY).build())
                            .toList())
                    .isEmpty();
            refused(
                    "metadata-not-object",
                    () -> storage.agents()
                            .update(
                                    "a",
                                    AgentPatch.builder()
                                            .metadata(KEY)
                                            .status(AgentStatus.ARCHIVED)
                                            .build()));
            assertThat(stored("metadata", "mastra_agents")).isEqualTo(column);
            assertThat(storage.agents()
                            .update("a", AgentPatch.ofStatus(AgentStatus.ARCHIVED))
                            .metadata())
                    .isEqualTo(value);
            assertThat(storage.agents().save(agent)).isEqualTo(agent);
            assertThat(storage.agents().get("a")).contains(agent);
            storage.agents().delete("a");
        });
    }

    @Test
    void anEmptyTextInAVersionIsNoValueButForTheModel() {
        agent("''", "''");
        assertThat(storage.agents().get("a").orElseThrow().metadata()).isEqualTo(Json.EMPTY_OBJECT);
        AgentVersion version = storage.agents().getVersion("v").orElseThrow();
        assertThat(version.config().model()).isEqualTo(Json.of(""));
        assertThat(version.config().tools()).isEmpty();
        assertThat(version.changedFields()).isEmpty();
    }

    @Test
    void whatIsPlainTextCanBeCopiedElsewhere() throws IOException {
        MastraTables.thread(schema, "t", "'hello'", TIME, "NULL");
        int number = 0;
        for (String column : COLUMNS.keySet()) {
            MastraTables.message(schema, "m" + number++, "t", column, TIME, "NULL");
        }
        span("scope, metadata, tags", ", 'hello', '42', 'tag'");
        agent("'hello'", "'42'");
        StringWriter copy = new StringWriter();
        StorageTransfer.export(storage, copy, BulkListener.NONE);
        try (Schema other = Schema.in(schema.server());
                Storage target = Schema.open(other.config().set(DsqlOptions.SKIP_DEFAULT_INDEXES, true))) {
            StorageTransfer.importInto(target, new StringReader(copy.toString()), BulkListener.NONE);
            MessageQuery all = MessageQuery.ofThread("t");
            assertThat(target.memory().listMessages(all).toList())
                    .isEqualTo(storage.memory().listMessages(all).toList());
            // what other programs stored is not known to the thread before
            storage.memory().refreshThreads("owner");
            assertThat(target.memory().getThread("t"))
                    .isEqualTo(storage.memory().getThread("t"));
            assertThat(target.observability().getSpan("t", "root"))
                    .isEqualTo(storage.observability().getSpan("t", "root"));
            assertThat(target.agents().get("a")).isEqualTo(storage.agents().get("a"));
            assertThat(target.agents().getVersion("v"))
                    .isEqualTo(storage.agents().getVersion("v"));
        }
    }

    private List<Span> traces(TraceQuery.Builder query) {
        var listing = storage.observability().listTraces(query.build());
        List<Span> found = listing.toList();
        assertThat(listing.count()).isEqualTo(found.size());
        return found;
    }

    private void span(String columns, String values) {
        MastraSpans.root(
                schema,
                "t",
                ", \"startedAt\", \"startedAtZ\", \"createdAt\", \"createdAtZ\", " + columns,
                ", '" + TIME + "', NULL, '" + TIME + "', NULL" + values);
    }

    private void agent(String metadata, String field) {
        schema.run(
                "INSERT INTO " + schema + ".mastra_agents (id, status, metadata, \"createdAt\", \"updatedAt\") VALUES"
                        + " ('a', 'draft', " + metadata + ", '" + TIME + "', '" + TIME + "')");
        schema.run("INSERT INTO " + schema + ".mastra_agent_versions (id, \"agentId\", \"versionNumber\", name,"
                + " instructions, model, tools, \"changedFields\", \"createdAt\") VALUES ('v', 'a', 1, 'name', 'text', "
                + field + ", " + field + ", " + field + ", '" + TIME + "')");
    }

    private String stored(String column, String table) {
        return schema.query("SELECT " + column + " FROM " + schema + "." + table)
                .get(0);
    }

    private static String literal(String text) {
        return "'" + text + "'";
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
