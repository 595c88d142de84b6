package dev.agentstorage.transfer;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.VersionQuery;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.Trace;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.store.AgentStore;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.Listing;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.store.ObservabilityStore;
import dev.agentstorage.store.ScoreStore;
import dev.agentstorage.store.WorkflowStore;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Slice;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.WorkflowQuery;
import java.io.IOException;
import java.io.Writer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a storage and writes one line for each entity. */
final class Exporter {
    private static final int PROGRESS = 500;
    private static final int SLICE = 500;

    @FunctionalInterface
    private interface Step<T> {
        void take(T value) throws IOException;
    }

    private final Storage storage;
    private final Optional<String> resourceId;
    private final Writer out;
    private final BulkListener listener;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private long written;

    /** @param resourceId the resource whose data is written; empty for all data, including data without a resource */
    Exporter(Storage storage, Optional<String> resourceId, Writer out, BulkListener listener) {
        this.storage = storage;
        this.resourceId = resourceId;
        this.out = out;
        this.listener = listener;
    }

    TransferResult run() throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("format", StorageTransfer.FORMAT);
        header.put("version", StorageTransfer.VERSION);
        header.put("domains", domains());
        line(header);
        if (resourceId.isPresent()) {
            ofResource(resourceId.get());
        } else {
            everything();
        }
        TransferResult result = Importer.result(counts);
        Map<String, Object> end = new LinkedHashMap<>();
        end.put("kind", StorageTransfer.END);
        end.put("counts", result.counts());
        line(end);
        out.flush();
        listener.progress(written);
        return result;
    }

    private void everything() throws IOException {
        find(Domain.MEMORY, memory -> {
            all(memory.listResources(), resource -> entity(Kind.RESOURCE, resource));
            threads(memory, ThreadQuery.builder());
        });
        find(Domain.WORKFLOWS, runs -> runs(runs, WorkflowQuery.builder()));
        find(Domain.OBSERVABILITY, spans -> all(spans.listSpans(TimeRange.ALL), span -> entity(Kind.SPAN, span)));
        find(Domain.SCORES, scores -> scores(scores, ScoreQuery.builder()));
        find(Domain.AGENTS, this::agents);
    }

    private void ofResource(String id) throws IOException {
        find(Domain.MEMORY, memory -> {
            Resource resource = memory.getResource(id).orElse(null);
            if (resource != null) {
                entity(Kind.RESOURCE, resource);
            }
            threads(memory, ThreadQuery.builder().resourceId(id));
        });
        find(Domain.WORKFLOWS, runs -> runs(runs, WorkflowQuery.builder().resourceId(id)));
        find(Domain.OBSERVABILITY, spans -> traces(spans, id));
        find(Domain.SCORES, scores -> scores(scores, ScoreQuery.builder().resourceId(id)));
    }

    private void runs(WorkflowStore runs, WorkflowQuery.Builder which) throws IOException {
        all(runs.list(which.direction(Direction.ASC).build()), run -> entity(Kind.WORKFLOW_RUN, run));
    }

    private void scores(ScoreStore scores, ScoreQuery.Builder which) throws IOException {
        all(scores.list(which.direction(Direction.ASC).build()), score -> entity(Kind.SCORE, score));
    }

    /** Writes the whole traces that have a root span of the resource. */
    private void traces(ObservabilityStore spans, String id) throws IOException {
        TraceQuery query =
                TraceQuery.ofResource(id).toBuilder().direction(Direction.ASC).build();
        // a trace is listed once per root span; the few traces with several root spans are remembered
        Set<String> several = new HashSet<>();
        all(spans.listTraceHeads(query), head -> {
            Trace trace = spans.getTrace(head.traceId()).orElse(null);
            if (trace == null || several.contains(head.traceId())) {
                return;
            }
            if (trace.spans().stream().filter(Span::isRoot).count() > 1) {
                several.add(head.traceId());
            }
            for (Span span : trace.spans()) {
                entity(Kind.SPAN, span);
            }
        });
    }

    private List<String> domains() {
        return Stream.of(Kind.values())
                .map(Kind::domain)
                .distinct()
                // agents belong to no resource
                .filter(domain -> resourceId.isEmpty() || domain != Domain.AGENTS)
                .filter(domain -> storage.find(domain).isPresent())
                .map(Domain::toString)
                .toList();
    }

    private <S> void find(Domain<S> domain, Step<S> step) throws IOException {
        S store = storage.find(domain).orElse(null);
        if (store != null) {
            step.take(store);
        }
    }

    private void threads(MemoryStore memory, ThreadQuery.Builder which) throws IOException {
        all(
                memory.listThreads(which.order(ThreadQuery.Order.CREATED_AT)
                        .direction(Direction.ASC)
                        .build()),
                thread -> {
                    entity(Kind.THREAD, thread);
                    all(
                            memory.listMessages(MessageQuery.ofThread(thread.id())),
                            message -> entity(Kind.MESSAGE, owned(message, thread)));
                });
    }

    /** Adds the resource of the thread to a message without one, which other writers store: the import requires it. */
    private static Message owned(Message message, ConversationThread thread) {
        return message.resourceId().isEmpty()
                ? new Message(
                        message.id(),
                        message.threadId(),
                        thread.resourceId(),
                        message.role(),
                        message.type(),
                        message.content(),
                        message.createdAt())
                : message;
    }

    private void agents(AgentStore agents) throws IOException {
        all(
                agents.list(AgentQuery.builder()
                        .order(AgentQuery.Order.CREATED_AT)
                        .direction(Direction.ASC)
                        .build()),
                agent -> {
                    entity(Kind.AGENT, agent);
                    VersionQuery versions = VersionQuery.builder(agent.id())
                            .order(VersionQuery.Order.NUMBER)
                            .direction(Direction.ASC)
                            .build();
                    all(agents.listVersions(versions), version -> entity(Kind.AGENT_VERSION, version));
                });
    }

    /** Stops at the end that the listing had at the start: if other writers appended rows faster than this one reads, it would never end. */
    private static <T> void all(Listing<T> listing, Step<T> step) throws IOException {
        Listing<T> all = listing.complete();
        Slice<T> slice = all.slice(SLICE);
        Optional<Cursor> next = slice.next();
        // most listings fit on one page and need no bound
        Optional<Cursor> end = next.isPresent() ? all.end() : Optional.empty();
        take(slice, step);
        while (next.isPresent() && end.isPresent()) {
            slice = all.until(end.get()).slice(SLICE, next.get());
            next = slice.next();
            take(slice, step);
        }
    }

    private static <T> void take(Slice<T> slice, Step<T> step) throws IOException {
        for (T item : slice.items()) {
            step.take(item);
        }
    }

    private void entity(Kind kind, Record entity) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", kind.toString());
        line.put("value", RecordCodec.encode(entity));
        line(line);
        counts.merge(kind, 1L, Long::sum);
        if (++written % PROGRESS == 0) {
            listener.progress(written);
        }
    }

    private void line(Map<String, Object> members) throws IOException {
        out.write(Json.of(members).text());
        out.write('\n');
    }
}
