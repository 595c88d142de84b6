package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.TooLarge;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in JSON: the cost of filters, and names that are there twice. */
final class JsonMutants {
    private JsonMutants() {}

    static List<Mutant> all() {
        return List.of(
                memory("compares-without-a-bound", "CORE-23", backend -> new OwnFilter(backend, Long.MAX_VALUE)),
                memory("compares-every-pair", "CORE-23", backend -> new OwnFilter(backend, 10_000_000)),
                memory("forgets-the-last-of-two-members", "CORE-24", KeepsTheFirst::new),
                new Mutant("heals-snapshots-too-early", "CORE-24", backend -> new ForwardingBackend(backend) {
                    @Override
                    public Optional<WorkflowBackend> workflows() {
                        return super.workflows().map(HealsTooEarly::new);
                    }
                }));
    }

    private static Mutant memory(String name, String rule, UnaryOperator<MemoryBackend> defect) {
        return new Mutant(name, rule, backend -> new ForwardingBackend(backend) {
            @Override
            public Optional<MemoryBackend> memory() {
                return super.memory().map(defect);
            }
        });
    }

    /** Compares each element of a filter with each element of a stored array. */
    private static final class OwnFilter extends ForwardingMemoryBackend {
        private final long most;

        OwnFilter(MemoryBackend real, long most) {
            super(real);
            this.most = most;
        }

        @Override
        public List<ConversationThread> listThreads(ThreadQuery query, Window window) {
            if (query.metadata().isEmpty()) {
                return real.listThreads(query, window);
            }
            Json filter = query.metadata().get();
            AtomicLong comparisons = new AtomicLong();
            ThreadQuery others = new ThreadQuery(
                    query.resourceId(), Optional.empty(), query.archived(), query.order(), query.direction());
            return real.listThreads(others, Window.everything()).stream()
                    .filter(thread -> contains(thread.metadata(), filter, comparisons))
                    .limit(window.limit())
                    .toList();
        }

        private boolean contains(Json whole, Json part, AtomicLong comparisons) {
            if (whole.kind() == JsonKind.OBJECT && part.kind() == JsonKind.OBJECT) {
                return part.members().entrySet().stream()
                        .allMatch(member -> whole.get(member.getKey())
                                .filter(found -> contains(found, member.getValue(), comparisons))
                                .isPresent());
            }
            if (whole.kind() == JsonKind.ARRAY && part.kind() == JsonKind.ARRAY) {
                List<Json> elements = whole.elements();
                return part.elements().stream()
                        .allMatch(wanted -> elements.stream().anyMatch(element -> {
                            if (comparisons.incrementAndGet() > most) {
                                throw new TooLarge(
                                        "filter-too-costly", "too many comparisons", "comparisons", most, most, "");
                            }
                            return contains(element, wanted, comparisons);
                        }));
            }
            return whole.equals(part);
        }
    }

    /** Merges patches into the first of several members of one name. */
    private static final class KeepsTheFirst extends ForwardingMemoryBackend {
        KeepsTheFirst(MemoryBackend real) {
            super(real);
        }

        @Override
        public List<Message> updateMessages(Scope scope, List<MessagePatch> patches, Instant now) {
            for (MessagePatch patch : patches) {
                for (Message stored : real.getMessages(List.of(patch.id()))) {
                    String text = stored.content().text();
                    if (!stored.content().canonical().text().equals(text)) {
                        Json first = Json.parse(text.replace("\"n\":2", "\"n\":1"));
                        real.updateMessages(
                                scope, List.of(MessagePatch.of(stored.id()).content(first)), now);
                    }
                }
            }
            return real.updateMessages(scope, patches, now);
        }
    }

    private static final class HealsTooEarly extends ForwardingWorkflowBackend {
        HealsTooEarly(WorkflowBackend real) {
            super(real);
        }

        @Override
        public WorkflowRun persist(NewWorkflowRun request, Optional<Version> expected, Instant now) {
            Json healed = request.snapshot().json().canonical();
            NewWorkflowRun changed = new NewWorkflowRun(
                    request.workflowName(),
                    request.runId(),
                    request.resourceId(),
                    new WorkflowSnapshot(healed),
                    request.createdAt(),
                    request.updatedAt());
            return real.persist(changed, expected, now);
        }
    }
}
