package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.AgentStatus;
import dev.agentstorage.agent.AgentVersion;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON values that are not objects, in fields that usually contain objects (rule {@code CORE-25}). */
public abstract class AnyJsonContract extends TransferTexts {
    /** Strings, including those that look like other JSON or like unquoted text, and every other kind except objects and {@code null}. */
    private static final List<Json> VALUES = List.of(
            Json.of("plain text"),
            Json.of(""),
            Json.of(" {\"k\":1}"),
            Json.of("{\"k\":1}"),
            Json.of("{broken \"k\""),
            Json.of("42"),
            Json.of("null"),
            Json.of("\"k\""),
            Json.parse("42"),
            Json.parse("1.50"),
            Json.parse("true"),
            Json.parse("[{\"k\":1},\"k\"]"));

    private static final Json KEY = Json.parse("{\"k\":1}");

    /** Made by the kit. */
    protected AnyJsonContract() {}

    private ConversationThread thread(String resource) {
        return memory().createThread(
                        ConversationThread.builder(resource).id(id("thread")).build());
    }

    private static NewMessage message(ConversationThread thread, String id, Json content) {
        return NewMessage.builder(thread.id()).id(id).content(content).build();
    }

    /** Content of any kind is kept exactly. If this fails, look for a conversion to an object, or for lost quotes. */
    @Rule(id = "CORE-25", requires = Feature.MEMORY)
    void contentOfAnyKindIsReturned() {
        ConversationThread thread = thread(id("resource"));
        List<Json> values = new ArrayList<>(VALUES);
        values.add(Json.NULL);
        values.add(Json.parse(" \"\\u0061 b\" "));
        values.add(Json.parse("[ {\"metadata\":{\"k\":1}} ]"));
        for (Json value : values) {
            Message saved = memory().saveMessages(List.of(message(thread, id("message"), value)))
                    .get(0);
            assertThat(saved.content().text()).isEqualTo(value.text());
            Message read = memory().getMessage(saved.id()).orElseThrow();
            assertThat(read).isEqualTo(saved);
            assertThat(read.content().text()).isEqualTo(value.text());
            assertThat(read.version()).isEqualTo(saved.version());
            assertThat(read.text()).isEqualTo(value.string().orElse(""));
            assertThat(memory().saveMessages(List.of(read.toNew()))).containsExactly(saved);
            assertThat(memory().getMessage(saved.id())).contains(saved);
            Message patched = memory().updateMessage(MessagePatch.builder(saved.id())
                    .role(Role.ASSISTANT)
                    .build());
            assertThat(patched.content().text()).isEqualTo(value.text());
            assertThat(memory().getMessage(saved.id())).contains(patched);
        }
        MessageQuery all = MessageQuery.ofThread(thread.id());
        assertThat(memory().listMessages(all).stream().map(Message::content)).isEqualTo(values);
        for (Json filter : List.of(KEY, Json.EMPTY_OBJECT)) {
            assertThat(memory().listMessages(all.toBuilder().metadata(filter).build())
                            .toList())
                    .isEmpty();
            assertThat(memory().listMessages(all.toBuilder().metadata(filter).build())
                            .count())
                    .isZero();
        }
    }

    /** Patches can be merged only into objects. If this fails, look for a patch that replaces the stored value. */
    @Rule(id = "CORE-25", requires = Feature.MEMORY)
    void patchOfOtherContentIsRefusedAndChangesNothing() {
        ConversationThread thread = thread(id("resource"));
        Message object = memory().saveMessages(List.of(message(thread, id("message"), KEY)))
                .get(0);
        for (Json value : VALUES) {
            Message other = memory().saveMessages(List.of(message(thread, id("message"), value)))
                    .get(0);
            ConversationThread before = memory().getThread(thread.id()).orElseThrow();
            assertThat(invalid(
                                    "content-not-object",
                                    () -> memory().updateMessages(List.of(
                                            MessagePatch.builder(object.id())
                                                    .content(Json.parse("{\"n\":1}"))
                                                    .build(),
                                            MessagePatch.builder(other.id())
                                                    .role(Role.ASSISTANT)
                                                    .content(Json.parse("{\"n\":1}"))
                                                    .build())))
                            .details())
                    .containsEntry("messageId", other.id());
            assertThat(memory().getMessage(object.id())).contains(object);
            assertThat(memory().getMessage(other.id())).contains(other);
            assertThat(memory().getThread(thread.id())).contains(before);
        }
        invalid(
                "json-not-object",
                () -> memory().updateMessages(List.of(MessagePatch.builder(object.id())
                        .content(Json.of("text"))
                        .build())));
        assertThat(memory().getMessage(object.id())).contains(object);
    }

    /** Metadata of threads. If this fails, look as above, and for filters that read the JSON of a row in the database. */
    @Rule(id = "CORE-25", requires = Feature.MEMORY)
    void metadataOfThreadsIsOfAnyKind() {
        String resource = id("resource");
        List<ConversationThread> stored = new ArrayList<>();
        for (Json value : VALUES) {
            ConversationThread made = memory().createThread(ConversationThread.builder(resource)
                    .id(id("thread"))
                    .metadata(value)
                    .build());
            assertThat(made.metadata().text()).isEqualTo(value.text());
            assertThat(memory().getThread(made.id())).contains(made);
            assertThat(memory().saveThread(made, made.version())).isEqualTo(made);
            ThreadPatch merging =
                    ThreadPatch.builder().metadata(KEY).title("lost").build();
            assertThat(invalid("metadata-not-object", () -> memory().updateThread(made.id(), merging))
                            .details())
                    .containsEntry("threadId", made.id());
            assertThat(memory().getThread(made.id())).contains(made);
            ConversationThread titled = memory().updateThread(made.id(), ThreadPatch.ofTitle("title"));
            assertThat(titled.metadata().text()).isEqualTo(value.text());
            assertThat(memory().getThread(made.id())).contains(titled);
            stored.add(titled);
        }
        ThreadQuery all = ThreadQuery.ofResource(resource);
        assertThat(memory().listThreads(all).toList()).containsExactlyInAnyOrderElementsOf(stored);
        for (Json filter : List.of(KEY, Json.EMPTY_OBJECT)) {
            assertThat(memory().listThreads(all.toBuilder().metadata(filter).build())
                            .toList())
                    .isEmpty();
            assertThat(memory().listThreads(all.toBuilder().metadata(filter).build())
                            .count())
                    .isZero();
        }
        String first = stored.get(0).id();
        assertThat(memory().updateThread(
                                first, ThreadPatch.builder().clearMetadata().build())
                        .metadata())
                .isEqualTo(Json.EMPTY_OBJECT);
        assertThat(memory().updateThread(first, ThreadPatch.ofMetadata(KEY)).metadata())
                .isEqualTo(KEY);
        ConversationThread none = memory().saveThread(
                        stored.get(1).toBuilder().metadata(Json.NULL).build());
        assertThat(none.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(memory().getThread(none.id())).contains(none);
    }

    /** Metadata of resources. If this fails, look as above. */
    @Rule(id = "CORE-25", requires = Feature.MEMORY)
    void metadataOfResourcesIsOfAnyKind() {
        for (Json value : VALUES) {
            String id = id("resource");
            Resource made =
                    memory().saveResource(Resource.builder(id).metadata(value).build());
            assertThat(made.metadata().text()).isEqualTo(value.text());
            assertThat(memory().getResource(id)).contains(made);
            ResourcePatch merging =
                    ResourcePatch.builder().metadata(KEY).workingMemory("lost").build();
            assertThat(invalid("metadata-not-object", () -> memory().updateResource(id, merging))
                            .details())
                    .containsEntry("resourceId", id);
            assertThat(memory().getResource(id)).contains(made);
            Resource patched = memory().updateResource(id, ResourcePatch.ofWorkingMemory("w"));
            assertThat(patched.metadata().text()).isEqualTo(value.text());
            assertThat(memory().getResource(id)).contains(patched);
            for (Json filter : List.of(KEY, Json.EMPTY_OBJECT)) {
                assertThat(memory().forResource(id)
                                .listResources(
                                        ResourceQuery.builder().metadata(filter).build())
                                .toList())
                        .isEmpty();
                assertThat(memory().listResources(
                                        ResourceQuery.builder().metadata(filter).build())
                                .toList())
                        .doesNotContain(patched);
            }
            assertThat(memory().updateResource(
                                    id, ResourcePatch.builder().clearMetadata().build())
                            .metadata())
                    .isEqualTo(Json.EMPTY_OBJECT);
        }
    }

    /** Scope and metadata of spans, which a patch replaces. If this fails, look as above. */
    @Rule(id = "CORE-25", requires = Feature.OBSERVABILITY)
    void scopeAndMetadataOfSpansAreOfAnyKind() {
        String resource = id("resource");
        for (Json value : VALUES) {
            Span made = observability()
                    .saveSpan(SpanSamples.listed(resource, id("trace"))
                            .scope(value)
                            .metadata(value)
                            .build());
            assertThat(List.of(made.scope().text(), made.metadata().text())).containsOnly(value.text());
            assertThat(observability().getSpan(made.traceId(), made.spanId())).contains(made);
            Span patched = observability()
                    .updateSpan(SpanPatch.builder(made.traceId(), made.spanId())
                            .name("other")
                            .build());
            assertThat(List.of(patched.scope().text(), patched.metadata().text()))
                    .containsOnly(value.text());
            assertThat(observability().getSpan(made.traceId(), made.spanId())).contains(patched);
            Span replaced = observability()
                    .updateSpan(SpanPatch.builder(made.traceId(), made.spanId())
                            .metadata(Json.of("new"))
                            .scope(Json.NULL)
                            .build());
            assertThat(replaced.metadata()).isEqualTo(Json.of("new"));
            assertThat(replaced.scope()).isEqualTo(Json.EMPTY_OBJECT);
            assertThat(observability().saveSpan(made).metadata().text()).isEqualTo(value.text());
        }
        TraceQuery.Builder query = TraceQuery.ofResource(resource).toBuilder();
        assertThat(observability().listTraces(query.build()).count()).isEqualTo(VALUES.size());
        for (Json filter : List.of(KEY, Json.EMPTY_OBJECT)) {
            assertThat(observability()
                            .listTraces(TraceQuery.ofResource(resource).toBuilder()
                                    .metadata(filter)
                                    .build())
                            .toList())
                    .isEmpty();
            assertThat(observability()
                            .listTraces(TraceQuery.ofResource(resource).toBuilder()
                                    .scope(filter)
                                    .build())
                            .count())
                    .isZero();
        }
    }

    /** Metadata of agents, and the open fields of their versions. If this fails, look as above. */
    @Rule(id = "CORE-25", requires = Feature.AGENTS)
    void metadataAndConfigurationOfAgentsAreOfAnyKind() {
        String author = id("author");
        for (Json value : VALUES) {
            AgentConfig config = AgentConfig.builder()
                    .name("name")
                    .instructions("text")
                    .model(value)
                    .tools(value)
                    .memory(value)
                    .set("own", value)
                    .build();
            AgentDefinition made = agents().create(NewAgent.builder(config)
                    .id(id("agent"))
                    .authorId(author)
                    .metadata(value)
                    .build());
            String id = made.id();
            assertThat(made.metadata().text()).isEqualTo(value.text());
            assertThat(agents().get(id)).contains(made);
            AgentVersion version = agents().getLatestVersion(id).orElseThrow();
            assertThat(version.config()).isEqualTo(config);
            assertThat(version.config().tools()).contains(value);
            AgentPatch merging = AgentPatch.builder()
                    .metadata(KEY)
                    .status(AgentStatus.ARCHIVED)
                    .build();
            assertThat(invalid("metadata-not-object", () -> agents().update(id, merging))
                            .details())
                    .containsEntry("agentId", id);
            assertThat(agents().get(id)).contains(made);
            AgentDefinition patched = agents().update(id, AgentPatch.ofStatus(AgentStatus.PUBLISHED));
            assertThat(patched.metadata().text()).isEqualTo(value.text());
            assertThat(agents().get(id)).contains(patched);
            assertThat(agents().save(patched)).isEqualTo(patched);
        }
        AgentQuery all = AgentQuery.builder().authorId(author).build();
        List<AgentDefinition> stored = agents().list(all).toList();
        assertThat(stored).hasSize(VALUES.size());
        for (Json filter : List.of(KEY, Json.EMPTY_OBJECT)) {
            assertThat(agents().list(all.toBuilder().metadata(filter).build()).toList())
                    .isEmpty();
            assertThat(agents().list(all.toBuilder().metadata(filter).build()).count())
                    .isZero();
            assertThat(agents().listResolved(all.toBuilder().metadata(filter).build())
                            .toList())
                    .isEmpty();
        }
        assertThat(agents().update(
                                stored.get(0).id(),
                                AgentPatch.builder().clearMetadata().build())
                        .metadata())
                .isEqualTo(Json.EMPTY_OBJECT);
    }

    /** Export and import keep it. If this fails, look at what the import rejects or converts. */
    @Rule(id = "CORE-25", requires = Feature.MEMORY)
    void exportAndImportKeepContentAndMetadata() throws IOException {
        List<String> ids = new ArrayList<>();
        List<Object> stored = new ArrayList<>();
        for (Json value : VALUES) {
            String id = id("resource");
            ids.add(id);
            stored.add(memory().saveResource(Resource.builder(id)
                    .metadata(value)
                    .createdAt(base())
                    .updatedAt(base())
                    .build()));
            ConversationThread thread = memory().createThread(ConversationThread.builder(id)
                    .id(id("thread"))
                    .metadata(value)
                    .build());
            stored.addAll(memory().saveMessages(List.of(message(thread, id("message"), value))));
            stored.add(memory().getThread(thread.id()).orElseThrow());
        }
        String text = export(ids);
        ids.forEach(id -> storage().eraseResource(id));
        load(text);
        List<Object> again = new ArrayList<>();
        for (String id : ids) {
            again.add(memory().getResource(id).orElseThrow());
            List<ConversationThread> threads =
                    memory().listThreads(ThreadQuery.ofResource(id)).toList();
            again.addAll(
                    memory().listMessages(MessageQuery.ofThread(threads.get(0).id()))
                            .toList());
            again.addAll(threads);
        }
        assertThat(again).isEqualTo(stored);
    }

    /** Export and import keep it. If this fails, look as above. */
    @Rule(id = "CORE-25", requires = Feature.OBSERVABILITY)
    void exportAndImportKeepScopeAndMetadataOfSpans() throws IOException {
        List<Span> stored = new ArrayList<>();
        for (Json value : VALUES) {
            stored.add(observability()
                    .saveSpan(SpanSamples.listed(id("resource"), id("trace"))
                            .scope(value)
                            .metadata(value)
                            .build()));
        }
        List<String> traces = stored.stream().map(Span::traceId).toList();
        String text = export(traces);
        observability().deleteTraces(traces);
        load(text);
        for (Span span : stored) {
            assertThat(observability().getSpan(span.traceId(), span.spanId())).contains(span);
        }
    }

    /** Export and import keep it. If this fails, look as above. */
    @Rule(id = "CORE-25", requires = Feature.AGENTS)
    void exportAndImportKeepMetadataAndConfigurationOfAgents() throws IOException {
        List<AgentDefinition> stored = new ArrayList<>();
        for (Json value : VALUES) {
            AgentConfig config = AgentConfig.builder()
                    .name("name")
                    .instructions("text")
                    .model(value)
                    .skills(value)
                    .build();
            stored.add(agents().create(NewAgent.builder(config)
                    .id(id("agent"))
                    .metadata(value)
                    .build()));
        }
        List<String> ids = stored.stream().map(AgentDefinition::id).toList();
        List<List<AgentVersion>> versions =
                ids.stream().map(id -> agents().listVersions(id).toList()).toList();
        String text = export(ids);
        ids.forEach(id -> agents().delete(id));
        load(text);
        assertThat(ids.stream().map(id -> agents().get(id).orElseThrow())).isEqualTo(stored);
        assertThat(ids.stream().map(id -> agents().listVersions(id).toList())).isEqualTo(versions);
    }
}
