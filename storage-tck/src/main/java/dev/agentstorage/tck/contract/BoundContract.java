package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Listings end at a bound (rule {@code PAGE-11}), each in every order that it has. */
public abstract class BoundContract extends CoreContract {
    private static final int COUNT = 5;

    /** Made by the kit. */
    protected BoundContract() {}

    /** The instants of the items of a listing: two and two are the same, so that ids must decide. */
    private Instant time(int item) {
        return base().plusNanos(item / 2 * 1_000L);
    }

    private static <T> void assertBounded(Listing<T> listing) {
        List<T> all = listing.toList();
        assertThat(all).hasSize(COUNT);
        Cursor end = listing.end().orElseThrow();
        for (int size = 1; size <= COUNT; size++) {
            Cursor bound = size == COUNT ? end : listing.slice(size).next().orElseThrow();
            Listing<T> part = listing.until(bound);
            List<T> expected = all.subList(0, size);
            assertThat(part.toList()).isEqualTo(expected);
            assertThat(part.stream()).isEqualTo(expected);
            assertThat(part.count()).isEqualTo(size);
            assertThat(part.page(PageRequest.of(1, 2).withTotal()).total()).hasValue(size);
            assertThat(part.page(PageRequest.of(1, 2)).items())
                    .isEqualTo(all.subList(Math.min(2, size), Math.min(4, size)));
            assertThat(part.page(PageRequest.of(0, size)).hasMore()).isFalse();
            assertThat(walked(part)).isEqualTo(expected);
            assertThat(part.slice(COUNT, bound).items()).isEmpty();
            assertThat(part.slice(COUNT, end).items()).isEmpty();
        }
    }

    private static <T> List<T> walked(Listing<T> listing) {
        List<T> walked = new ArrayList<>();
        Slice<T> slice = listing.slice(2);
        walked.addAll(slice.items());
        while (slice.next().isPresent()) {
            slice = listing.slice(2, slice.next().get());
            walked.addAll(slice.items());
        }
        return walked;
    }

    /** Threads. If this fails, look at the bound of the window, and at a window that is read backward. */
    @Rule(id = "PAGE-11", requires = Feature.MEMORY)
    void threadsEndAtTheBound() {
        String resource = id("resource");
        List<ConversationThread> threads = IntStream.range(0, COUNT)
                .mapToObj(i -> memory().createThread(ConversationThread.builder(resource)
                        .id(id("thread"))
                        .createdAt(time(i))
                        .updatedAt(time(COUNT - i))
                        .metadata(Json.of(Map.of("k", 1)))
                        .build()))
                .toList();
        for (Direction direction : Direction.values()) {
            for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
                ThreadQuery query = ThreadQuery.builder()
                        .resourceId(resource)
                        .order(order)
                        .direction(direction)
                        .build();
                assertBounded(memory().listThreads(query));
                assertBounded(memory().listThreads(query.toBuilder()
                        .metadata(Json.of(Map.of("k", 1)))
                        .build()));
                assertBounded(memory().forResource(resource).listThreads(query));
            }
        }
        assertThat(memory().listThreads(ThreadQuery.ofResource(id("nobody"))).end())
                .isEmpty();

        Listing<ConversationThread> listing = memory().listThreads(ThreadQuery.builder()
                .resourceId(resource)
                .order(ThreadQuery.Order.CREATED_AT)
                .direction(Direction.ASC)
                .build());
        List<ConversationThread> all = listing.toList();
        Cursor end = listing.end().orElseThrow();
        memory().deleteThread(all.get(COUNT - 1).id());
        thread(resource, base().plusSeconds(1));
        assertThat(listing.until(end).toList()).as("a bound whose row is gone").isEqualTo(all.subList(0, COUNT - 1));
        assertThat(threads).hasSize(COUNT);
    }

    /** Messages, of a thread, of threads and of a resource. If this fails, look as above. */
    @Rule(id = "PAGE-11", requires = Feature.MEMORY)
    void messagesEndAtTheBound() {
        String resource = id("resource");
        ConversationThread one = thread(resource, base());
        ConversationThread two = thread(resource, base());
        for (int i = 0; i < COUNT; i++) {
            memory().saveMessages(List.of(
                    message(one, time(i)),
                    NewMessage.builder(two.id())
                            .id(id("message"))
                            .createdAt(base().plusSeconds(1))
                            .build()));
        }
        for (Direction direction : Direction.values()) {
            MessageQuery query = MessageQuery.builder()
                    .threadId(one.id())
                    .direction(direction)
                    .build();
            assertBounded(memory().listMessages(query));
            assertBounded(
                    memory().listMessages(query.toBuilder().resourceId(resource).build()));
            assertBounded(memory().listMessages(
                            query.toBuilder().metadata(Json.of(Map.of("k", 1))).build()));
            assertBounded(memory().forResource(resource).listMessages(query));
            MessageQuery both = MessageQuery.builder()
                    .threadIds(List.of(one.id(), two.id()))
                    .range(TimeRange.until(base().plusSeconds(1)).withoutEnd())
                    .direction(direction)
                    .build();
            assertBounded(memory().listMessages(both));
        }
        Listing<Message> listing = memory().listMessages(MessageQuery.ofThread(one.id()));
        Cursor end = listing.end().orElseThrow();
        assertThatThrownBy(() ->
                        memory().listMessages(MessageQuery.ofThread(two.id())).until(end))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        error -> assertThat(error.code()).isEqualTo("cursor-of-another-query"));
    }

    private NewMessage message(ConversationThread thread, Instant createdAt) {
        return NewMessage.builder(thread.id())
                .id(id("message"))
                .createdAt(createdAt)
                .content(Json.parse("{\"metadata\":{\"k\":1}}"))
                .build();
    }

    /** A stream ends though what it reads grows as fast. If this fails, a bound is no condition of every slice. */
    @Rule(id = "PAGE-11", requires = Feature.MEMORY)
    void aStreamEndsAtTheBoundWhileRowsAreAppended() {
        ConversationThread thread = thread(id("resource"), base());
        int count = 510;
        memory().importMessages(IntStream.range(0, count)
                .mapToObj(i -> message(thread, base().plusNanos(i * 1_000L)))
                .toList());
        Listing<Message> listing = memory().listMessages(MessageQuery.ofThread(thread.id()));
        Listing<Message> bounded = listing.until(listing.end().orElseThrow());
        long read = 0;
        try (Stream<Message> messages = bounded.stream().limit(4L * count)) {
            for (Message message : (Iterable<Message>) messages::iterator) {
                if (read++ % 30 == 0) {
                    Instant after = base().plusSeconds(1 + read);
                    memory().saveMessages(IntStream.range(0, 40)
                            .mapToObj(i -> message(thread, after))
                            .toList());
                }
                assertThat(message.createdAt()).isBefore(base().plusSeconds(1));
            }
        }
        assertThat(read).isEqualTo(count);
        assertThat(listing.count()).isGreaterThan(count);
    }

    /** Resources. If this fails, look as above. */
    @Rule(id = "PAGE-11", requires = Feature.MEMORY)
    void resourcesEndAtTheBound() {
        Json mark = Json.of(Map.of("mark", id("mark")));
        List<Resource> resources = IntStream.range(0, COUNT)
                .mapToObj(i -> memory().saveResource(Resource.builder(id("resource"))
                        .metadata(mark)
                        .createdAt(time(i))
                        .updatedAt(base())
                        .build()))
                .toList();
        for (Direction direction : Direction.values()) {
            assertBounded(memory().listResources(ResourceQuery.builder()
                    .metadata(mark)
                    .direction(direction)
                    .build()));
        }
        Listing<Resource> own = memory().forResource(resources.get(0).id()).listResources();
        assertThat(own.until(own.end().orElseThrow()).toList()).containsExactly(resources.get(0));
    }

    /** Runs, also those of a status. If this fails, look as above. */
    @Rule(id = "PAGE-11", requires = Feature.WORKFLOWS)
    void runsEndAtTheBound() {
        String name = id("workflow");
        String resource = id("resource");
        for (int i = 0; i < COUNT; i++) {
            workflows()
                    .save(NewWorkflowRun.builder(name, id("run"))
                            .snapshot(Json.parse("{\"status\":\"running\"}"))
                            .resourceId(resource)
                            .createdAt(time(i))
                            .build());
        }
        for (Direction direction : Direction.values()) {
            WorkflowQuery query = WorkflowQuery.builder()
                    .workflowName(name)
                    .direction(direction)
                    .build();
            assertBounded(workflows().list(query));
            assertBounded(workflows()
                    .list(query.toBuilder().status(WorkflowStatus.RUNNING).build()));
            assertBounded(workflows()
                    .list(WorkflowQuery.builder()
                            .resourceId(resource)
                            .direction(direction)
                            .build()));
        }
    }

    /** Traces by their start and end, ended and running, and spans. If this fails, look as above, and at ends that are not set. */
    @Rule(id = "PAGE-11", requires = Feature.OBSERVABILITY)
    void tracesAndSpansEndAtTheBound() {
        String resource = id("resource");
        // a place in time of its own: the listing of spans has no other filter
        Instant start =
                Instant.ofEpochSecond(-15_000_000_000L + UUID.randomUUID().hashCode());
        List<Span> roots = IntStream.range(0, COUNT)
                .mapToObj(i -> SpanSamples.listed(resource, id("trace"))
                        .startedAt(start.plusNanos(i / 2 * 1_000L))
                        .endedAt(i % 2 == 0 ? null : start.plusSeconds(i / 3))
                        .build())
                .toList();
        observability().saveSpans(roots);
        for (Direction direction : Direction.values()) {
            for (TraceQuery.Order order : TraceQuery.Order.values()) {
                TraceQuery query = TraceQuery.builder()
                        .correlation(roots.get(0).correlation())
                        .order(order)
                        .direction(direction)
                        .build();
                assertBounded(observability().listTraces(query));
            }
        }
        assertBounded(observability().listSpans(TimeRange.between(start, start.plusNanos(5_000))));
    }

    /** Scores. If this fails, look as above. */
    @Rule(id = "PAGE-11", requires = Feature.SCORES)
    void scoresEndAtTheBound() {
        String scorer = id("scorer");
        Evaluation evaluation = Evaluation.builder()
                .scorerId(scorer)
                .runId(id("run"))
                .entityId(id("entity"))
                .scorer(Json.EMPTY_OBJECT)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.EMPTY_OBJECT)
                .score(1)
                .build();
        for (int i = 0; i < COUNT; i++) {
            scores().save(NewScore.builder(evaluation)
                    .id(id("score"))
                    .createdAt(time(i))
                    .build());
        }
        for (Direction direction : Direction.values()) {
            assertBounded(scores().list(ScoreQuery.builder()
                    .scorerId(scorer)
                    .direction(direction)
                    .build()));
        }
    }

    /** Agents, resolved ones and versions. If this fails, look as above. */
    @Rule(id = "PAGE-11", requires = Feature.AGENTS)
    void agentsAndVersionsEndAtTheBound() {
        String author = id("author");
        AgentConfig config = AgentConfig.builder()
                .name("name")
                .instructions("instructions")
                .model(Json.EMPTY_OBJECT)
                .build();
        String agent = id("agent");
        for (int i = 0; i < COUNT; i++) {
            String id = i == 0 ? agent : id("agent");
            agents().create(NewAgent.builder(config)
                    .id(id)
                    .authorId(author)
                    .createdAt(time(i))
                    .build());
            if (i > 0) {
                agents().createVersion(NewAgentVersion.builder(agent, config)
                        .id(id("version"))
                        .createdAt(time(COUNT - i))
                        .build());
            }
        }
        for (Direction direction : Direction.values()) {
            for (AgentQuery.Order order : AgentQuery.Order.values()) {
                AgentQuery query = AgentQuery.builder()
                        .authorId(author)
                        .order(order)
                        .direction(direction)
                        .build();
                assertBounded(agents().list(query));
                assertBounded(agents().listResolved(query));
            }
            for (VersionQuery.Order order : VersionQuery.Order.values()) {
                assertBounded(agents().listVersions(VersionQuery.builder(agent)
                        .order(order)
                        .direction(direction)
                        .build()));
            }
        }
    }
}
