package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Domain;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import java.util.ArrayList;
import java.util.List;

/** Erasing a resource over all domains that the storage has (rule {@code XFER-08}). */
public abstract class EraseContract extends CoreContract {
    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The ids of the stored entities of a resource in each domain. */
    private record Stored(String resource, String thread, String message, String run, String score, String trace) {}

    /** Made by the kit. */
    protected EraseContract() {}

    private Stored store() {
        Stored ids = new Stored(id("resource"), id("thread"), id("message"), id("run"), id("score"), id("trace"));
        storage().find(Domain.MEMORY).ifPresent(memory -> {
            memory.saveResource(Resource.builder(ids.resource())
                    .workingMemory("memory")
                    .createdAt(base())
                    .updatedAt(base())
                    .build());
            ConversationThread thread = memory.createThread(ConversationThread.builder(ids.resource())
                    .id(ids.thread())
                    .createdAt(base())
                    .build());
            memory.saveMessages(List.of(NewMessage.builder(thread.id())
                    .id(ids.message())
                    .createdAt(base())
                    .build()));
        });
        storage()
                .find(Domain.WORKFLOWS)
                .ifPresent(workflows -> workflows.save(NewWorkflowRun.builder("erase", ids.run())
                        .snapshot(Json.EMPTY_OBJECT)
                        .resourceId(ids.resource())
                        .build()));
        storage()
                .find(Domain.SCORES)
                .ifPresent(scores -> scores.save(NewScore.of(
                        ids.score(),
                        Evaluation.builder()
                                .scorerId(id("scorer"))
                                .runId(ids.run())
                                .entityId(id("entity"))
                                .scorer(Json.EMPTY_OBJECT)
                                .entity(Json.EMPTY_OBJECT)
                                .output(Json.EMPTY_OBJECT)
                                .score(1)
                                .resourceId(ids.resource())
                                .build())));
        storage()
                .find(Domain.OBSERVABILITY)
                .ifPresent(spans -> spans.saveSpans(List.of(
                        SpanSamples.listed(ids.resource(), ids.trace()).build(),
                        SpanSamples.child(ids.trace(), "child"))));
        return ids;
    }

    /** Returns the kinds of the entities that are still stored. */
    private List<String> left(Stored ids) {
        List<String> left = new ArrayList<>();
        storage().find(Domain.MEMORY).ifPresent(memory -> {
            memory.getResource(ids.resource()).ifPresent(found -> left.add("resource"));
            memory.getThread(ids.thread()).ifPresent(found -> left.add("thread"));
            memory.getMessage(ids.message()).ifPresent(found -> left.add("message"));
        });
        storage()
                .find(Domain.WORKFLOWS)
                .flatMap(workflows -> workflows.get("erase", ids.run()))
                .ifPresent(found -> left.add("run"));
        storage().find(Domain.SCORES).flatMap(scores -> scores.get(ids.score())).ifPresent(found -> left.add("score"));
        storage()
                .find(Domain.OBSERVABILITY)
                .flatMap(spans -> spans.getTrace(ids.trace()))
                .ifPresent(trace -> trace.spans().forEach(span -> left.add("span")));
        return left;
    }

    /**
     * Erasing a resource removes its data in every domain, and no data of other resources. If this fails, look at {@code eraseResource} of the
     * domain.
     */
    @Rule(id = "XFER-08")
    void erasingReachesEveryDomain() {
        Stored erased = store();
        Stored other = store();
        List<String> all = left(other);
        long rows = all.size();
        assertThat(left(erased)).isEqualTo(all);

        List<Long> heard = new ArrayList<>();
        BulkResult result = storage().eraseResource(erased.resource(), heard::add);

        assertThat(result).isEqualTo(new BulkResult(rows, true));
        assertThat(heard).isSorted();
        if (rows > 0) {
            assertThat(heard).endsWith(rows);
        }
        assertThat(left(erased)).isEmpty();
        assertThat(left(other)).isEqualTo(all);
        assertThat(storage().eraseResource(erased.resource()).affected()).isZero();
    }

    /** Repeating an interrupted erasure completes it. If this fails, a domain uses deleted rows to find the others. */
    @Rule(id = "XFER-08")
    void interruptedErasureIsFinishedByTheSameCall() {
        int rows = left(store()).size();
        for (int until = 1; until <= rows; until++) {
            int enough = until;
            Stored erased = store();
            assertThatThrownBy(() -> storage().eraseResource(erased.resource(), affected -> {
                        if (affected >= enough) {
                            throw new Interruption();
                        }
                    }))
                    .isInstanceOf(Interruption.class);
            int left = left(erased).size();
            assertThat(left).isLessThanOrEqualTo(rows - enough);
            assertThat(storage().eraseResource(erased.resource())).isEqualTo(new BulkResult(left, true));
            assertThat(left(erased)).isEmpty();
        }
    }
}
