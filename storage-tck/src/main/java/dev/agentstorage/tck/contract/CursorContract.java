package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.NewAgentVersion;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.support.SeededRandom;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Cursors come from outside: every listing of every domain is asked for what is behind forged ones (rule {@code PAGE-10}). */
public abstract class CursorContract extends CoreContract {
    private static final Set<String> CODES = Set.of("cursor-malformed", "cursor-version", "cursor-of-another-query");
    private static final int ROWS = 6;

    private final Map<String, Listing<?>> listings = new LinkedHashMap<>();

    /** Made by the kit. */
    protected CursorContract() {}

    private Instant at(int row) {
        // two rows of each instant, so that ids must decide
        return base().plusSeconds(row / 2);
    }

    private static Json mark(String value) {
        return Json.of(Map.of("mark", value));
    }

    /** Listings of threads, messages and resources. If this fails, look at the filters and the types of the condition behind a position. */
    @Rule(id = "PAGE-10", requires = Feature.MEMORY)
    void forgedCursorsOfMemory() {
        String resource = id("resource");
        String other = id("resource");
        ConversationThread shared = thread(resource, base());
        for (int row = 0; row < ROWS; row++) {
            for (String owner : List.of(resource, other)) {
                Json metadata = mark(resource);
                memory().createThread(ConversationThread.builder(owner)
                        .id(id("thread"))
                        .metadata(metadata)
                        .createdAt(at(row))
                        .updatedAt(at(ROWS - row))
                        .build());
                memory().saveMessages(List.of(NewMessage.builder(shared.id())
                        .resourceId(owner)
                        // the other resource's messages come first, so that the place after two rows of both is one of
                        // theirs
                        .id(id(owner.equals(other) ? "a" : "b"))
                        .createdAt(at(row))
                        .content(Json.of(Map.of("metadata", metadata)))
                        .build()));
                memory().saveResource(Resource.builder(id("owner"))
                        .metadata(metadata)
                        .createdAt(at(row))
                        .updatedAt(at(row))
                        .build());
            }
        }
        MemoryStore view = memory().forResource(resource);
        for (Direction direction : Direction.values()) {
            for (ThreadQuery.Order order : ThreadQuery.Order.values()) {
                String suffix = " by " + order + " " + direction;
                ThreadQuery threads = ThreadQuery.builder()
                        .metadata(mark(resource))
                        .order(order)
                        .direction(direction)
                        .build();
                listings.put("threads with metadata" + suffix, memory().listThreads(threads));
                listings.put("threads of the view" + suffix, view.listThreads(threads));
            }
            MessageQuery messages = MessageQuery.builder()
                    .threadId(shared.id())
                    .direction(direction)
                    .build();
            listings.put("messages of a thread " + direction, memory().listMessages(messages));
            listings.put("messages of the view " + direction, view.listMessages(messages));
            listings.put(
                    "messages with metadata " + direction,
                    memory().listMessages(MessageQuery.builder()
                            .resourceId(resource)
                            .direction(direction)
                            .metadata(mark(resource))
                            .build()));
            listings.put(
                    "resources " + direction,
                    memory().listResources(ResourceQuery.builder()
                            .metadata(mark(resource))
                            .direction(direction)
                            .build()));
        }
        assertThat(view.listThreads(ThreadQuery.ALL).toList())
                .extracting(ConversationThread::resourceId)
                .containsOnly(resource);
        Cursor cursor = memory().listResources().slice(1).next().orElseThrow();
        invalid("cursor-of-another-query", () -> view.listResources().slice(1, cursor));
        forge();
    }

    /** Listings of runs. If this fails, look at how a position with two ids becomes a condition, and at listings of a status. */
    @Rule(id = "PAGE-10", requires = Feature.WORKFLOWS)
    void forgedCursorsOfWorkflows() {
        String name = id("name");
        String resource = id("resource");
        for (int row = 0; row < ROWS; row++) {
            for (String workflow : List.of(name, id("name"))) {
                workflows()
                        .save(NewWorkflowRun.builder(workflow, id("run"))
                                .snapshot(Json.of(Map.of("status", "running")))
                                .resourceId(resource)
                                .createdAt(at(row))
                                .build());
            }
        }
        for (Direction direction : Direction.values()) {
            WorkflowQuery query = WorkflowQuery.builder()
                    .workflowName(name)
                    .direction(direction)
                    .build();
            listings.put("runs " + direction, workflows().list(query));
            listings.put(
                    "runs of a status " + direction,
                    workflows()
                            .list(query.toBuilder()
                                    .status(WorkflowStatus.RUNNING)
                                    .build()));
            listings.put(
                    "runs of a resource " + direction,
                    workflows()
                            .list(WorkflowQuery.builder()
                                    .resourceId(resource)
                                    .direction(direction)
                                    .build()));
        }
        forge();
    }

    /** Listings of traces and spans. If this fails, look at positions without an end, and at how two ids become a condition. */
    @Rule(id = "PAGE-10", requires = Feature.OBSERVABILITY)
    void forgedCursorsOfObservability() {
        String resource = id("resource");
        // a place in time of its own: the listing of spans has no other filter
        Instant start =
                Instant.ofEpochSecond(-9_000_000_000L + UUID.randomUUID().hashCode());
        for (int row = 0; row < ROWS; row++) {
            for (String owner : List.of(resource, id("resource"))) {
                observability()
                        .saveSpan(SpanSamples.listed(owner, id("trace"))
                                .startedAt(start.plusSeconds(row / 2))
                                .endedAt(row % 3 == 0 ? null : start.plusSeconds(row))
                                .metadata(mark(owner))
                                .build());
            }
        }
        for (Direction direction : Direction.values()) {
            for (TraceQuery.Order order : TraceQuery.Order.values()) {
                String suffix = " by " + order + " " + direction;
                TraceQuery.Builder query =
                        TraceQuery.ofResource(resource).toBuilder().order(order).direction(direction);
                listings.put("traces" + suffix, observability().listTraces(query.build()));
                listings.put(
                        "traces with metadata" + suffix,
                        observability()
                                .listTraces(query.metadata(mark(resource)).build()));
            }
        }
        listings.put("spans", observability().listSpans(TimeRange.between(start, start.plusSeconds(ROWS))));
        forge();
    }

    /** Listings of scores. If this fails, look at the condition behind a position. */
    @Rule(id = "PAGE-10", requires = Feature.SCORES)
    void forgedCursorsOfScores() {
        String scorer = id("scorer");
        for (int row = 0; row < ROWS; row++) {
            for (String by : List.of(scorer, id("scorer"))) {
                Evaluation evaluation = Evaluation.builder()
                        .scorerId(by)
                        .runId(id("run"))
                        .entityId(id("entity"))
                        .scorer(Json.EMPTY_OBJECT)
                        .entity(Json.EMPTY_OBJECT)
                        .output(Json.EMPTY_OBJECT)
                        .score(row)
                        .build();
                scores().save(NewScore.builder(evaluation)
                        .id(id("score"))
                        .createdAt(at(row))
                        .build());
            }
        }
        for (Direction direction : Direction.values()) {
            listings.put(
                    "scores " + direction,
                    scores().list(ScoreQuery.builder()
                            .scorerId(scorer)
                            .direction(direction)
                            .build()));
        }
        forge();
    }

    /** Listings of agents and versions. If this fails, look at positions by number, and at filters on metadata. */
    @Rule(id = "PAGE-10", requires = Feature.AGENTS)
    void forgedCursorsOfAgents() {
        String author = id("author");
        String last = "";
        AgentConfig config = AgentConfig.builder()
                .name("name")
                .instructions("instructions")
                .model(Json.EMPTY_OBJECT)
                .build();
        for (int row = 0; row < ROWS; row++) {
            for (String by : List.of(author, id("author"))) {
                last = agents().create(NewAgent.builder(config)
                                .id(id("agent"))
                                .authorId(by)
                                .metadata(mark(by))
                                .createdAt(at(row))
                                .build())
                        .id();
            }
        }
        for (int row = 1; row < ROWS; row++) {
            agents().createVersion(NewAgentVersion.builder(last, config)
                    .id(id("version"))
                    .createdAt(at(row))
                    .build());
        }
        for (Direction direction : Direction.values()) {
            for (AgentQuery.Order order : AgentQuery.Order.values()) {
                String suffix = " by " + order + " " + direction;
                AgentQuery query = AgentQuery.builder()
                        .authorId(author)
                        .order(order)
                        .direction(direction)
                        .build();
                listings.put("agents" + suffix, agents().list(query));
                listings.put(
                        "agents with metadata" + suffix,
                        agents().list(query.toBuilder().metadata(mark(author)).build()));
                for (Resolution resolution : Resolution.values()) {
                    listings.put("agents as " + resolution + suffix, agents().listResolved(query, resolution));
                }
            }
            for (VersionQuery.Order order : VersionQuery.Order.values()) {
                listings.put(
                        "versions by " + order + " " + direction,
                        agents().listVersions(VersionQuery.builder(last)
                                .order(order)
                                .direction(direction)
                                .build()));
            }
        }
        forge();
    }

    /** A listing and the cursor that it gives behind its second row. */
    private record Asked(String name, Listing<?> listing, Cursor own) {}

    /** Asks each of the listings for what is behind forgeries of its own cursors and behind cursors of all others. */
    private void forge() {
        SeededRandom random = random();
        List<Asked> all = new ArrayList<>();
        listings.forEach((name, listing) ->
                all.add(new Asked(name, listing, listing.slice(2).next().orElseThrow())));
        for (Asked asked : all) {
            List<?> rows = asked.listing().toList();
            assertThat(rows).as(asked.name()).hasSizeGreaterThanOrEqualTo(ROWS);
            assertThat(behind(asked.listing(), asked.own())).as(asked.name()).isEqualTo(rows.subList(2, rows.size()));
            ForgedCursors.malformed(asked.own())
                    .forEach((what, forged) -> assertThat(refusal(asked.listing(), forged))
                            .as("%s, %s: %s", asked.name(), what, forged)
                            .contains("cursor-malformed"));
            ForgedCursors.doubtful(asked.own(), random)
                    .forEach((what, forged) -> answersOrRefuses(
                            asked.listing(), rows, forged, asked.name() + ", " + what + ", " + random));
            List<Asked> others = new ArrayList<>(all);
            others.remove(asked);
            others.forEach(other -> assertThat(refusal(asked.listing(), other.own()))
                    .as("%s with the cursor of %s", asked.name(), other.name())
                    .contains("cursor-of-another-query"));
            // a few places stand for all, but for views, which must not show what is at a place of another resource
            int places = asked.name().contains("view") ? others.size() : Math.min(3, others.size());
            for (Asked other : random.shuffled(others).subList(0, places)) {
                Cursor moved = ForgedCursors.Parts.of(asked.own())
                        .place(ForgedCursors.Parts.of(other.own()))
                        .cursor();
                answersOrRefuses(
                        asked.listing(),
                        rows,
                        moved,
                        asked.name() + " with the place of " + other.name() + ", " + random);
            }
        }
    }

    /** A place cuts the order in two, so whatever it is, the rows behind it are the last ones of the listing. */
    private static void answersOrRefuses(Listing<?> listing, List<?> rows, Cursor forged, String what) {
        List<?> behind;
        try {
            behind = behind(listing, forged);
        } catch (InvalidRequestException e) {
            assertThat(e.code()).as("%s: %s", what, forged).isIn(CODES);
            return;
        }
        assertThat(behind)
                .as("%s: %s", what, forged)
                .isEqualTo(rows.subList(Math.max(0, rows.size() - behind.size()), rows.size()));
    }

    private static List<?> behind(Listing<?> listing, Cursor cursor) {
        return listing.slice(1000, cursor).items();
    }

    /** Returns the code of the refusal; empty when the listing takes the cursor. */
    private static Optional<String> refusal(Listing<?> listing, Cursor cursor) {
        try {
            listing.slice(1, cursor);
            return Optional.empty();
        } catch (InvalidRequestException e) {
            return Optional.of(e.code());
        }
    }
}
