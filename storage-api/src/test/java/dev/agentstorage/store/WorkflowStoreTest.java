package dev.agentstorage.store;

import static dev.agentstorage.store.RecordedStores.LIMITS;
import static dev.agentstorage.store.RecordedStores.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkflowStoreTest {
    private final RecordedBackend<WorkflowBackend> backend = new RecordedBackend<>(WorkflowBackend.class);
    private final WorkflowStore store = RecordedStores.factory().workflows(backend);

    private static WorkflowRun run(int number) {
        return new WorkflowRun(
                "w",
                "r" + number,
                Optional.empty(),
                WorkflowSnapshot.initial("r" + number, NOW),
                Json.EMPTY_OBJECT,
                NOW.plusSeconds(number),
                NOW);
    }

    @Test
    void aRunIsSentAsItIsGivenWithTimesThatCanBeStored() {
        backend.answer("save", run(1));
        WorkflowSnapshot snapshot = WorkflowSnapshot.initial("r1", NOW);

        assertThat(store.save(NewWorkflowRun.builder("w", "r1")
                        .snapshot(snapshot)
                        .createdAt(Instant.parse("2025-05-05T05:05:05.999999999Z"))
                        .build()))
                .isEqualTo(run(1));

        NewWorkflowRun sent = backend.call().argument(0, NewWorkflowRun.class);
        assertThat(sent.createdAt()).contains(Instant.parse("2025-05-05T05:05:05.999999Z"));
        assertThat(sent.updatedAt()).isEmpty();
        assertThat(sent.snapshot()).isEqualTo(snapshot);
        assertThat(backend.call().arguments().subList(1, 3)).containsExactly(Optional.empty(), NOW);
    }

    @Test
    void aNewRunIsCheckedAsASavedOneAndSent() {
        backend.answer("create", run(1));
        NewWorkflowRun given = NewWorkflowRun.builder("w", "r1")
                .snapshot(run(1).snapshot())
                .createdAt(NOW.plusNanos(1))
                .build();

        assertThat(store.create(given)).isEqualTo(run(1));

        assertThat(backend.call().arguments())
                .containsExactly(given.toBuilder().createdAt(NOW).build(), NOW);
    }

    @Test
    void headsAreListedWithSeparateCursors() {
        List<WorkflowRunHead> heads = List.of(WorkflowRunHead.of(run(3)), WorkflowRunHead.of(run(2)));
        backend.answer("listHeads", heads)
                .answer("listHeads", heads.subList(1, 2))
                .answer("count", 7L);

        Slice<WorkflowRunHead> first = store.listHeads().slice(1);

        assertThat(first.items()).containsExactly(heads.get(0));
        assertThat(store.listHeads().slice(1, first.next().orElseThrow()).items())
                .containsExactly(heads.get(1));
        assertThat(store.listHeads().count()).isEqualTo(7);
        Position place = Position.of(run(3).createdAt(), "w", "r3");
        assertThat(backend.arguments("listHeads", 1, Window.class))
                .containsExactly(Window.after(Optional.empty(), 2), Window.after(Optional.of(place), 2));
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> store.list().slice(1, first.next().orElseThrow()))
                        .code())
                .isEqualTo("cursor-of-another-query");
    }

    @Test
    void aHeadIsTheRunWithoutItsSnapshot() {
        WorkflowRunHead head = WorkflowRunHead.of(run(1));
        assertThat(head.status()).contains(WorkflowStatus.PENDING);
        assertThat(head.sizeInBytes()).isEqualTo(run(1).snapshot().json().sizeInBytes());
        assertThat(head.toBuilder().build()).isEqualTo(head);
        backend.answer("getHead", Optional.of(head));
        assertThat(store.getHead("w", "r1")).contains(head);
    }

    @Test
    void labelsAreSentInCanonicalForm() {
        backend.answer("updateLabels", Optional.of(Json.parse("{\"a\":1}")));

        assertThat(store.updateLabels("w", "r", Json.parse("{ \"a\":1, \"b\":null }")))
                .isEqualTo(Json.parse("{\"a\":1}"));

        assertThat(backend.call().arguments())
                .containsExactly("w", "r", Json.parse("{\"a\":1,\"b\":null}"), NOW, (long) Limits.LABELS_BYTES);
        assertThat(backend.call().argument(2, Json.class).text()).isEqualTo("{\"a\":1,\"b\":null}");
    }

    @Test
    void labelsOfAMissingRunAreAnError() {
        backend.answer("updateLabels", Optional.empty());
        assertThat(catchThrowableOfType(NotFoundException.class, () -> store.updateLabels("w", "r", Json.EMPTY_OBJECT))
                        .code())
                .isEqualTo("run-not-found");
    }

    @Test
    void anExpectedVersionIsSent() {
        backend.answer("save", run(1));

        store.save(NewWorkflowRun.of("w", "r1", run(1).snapshot()), run(1).version());

        assertThat(backend.call().arguments().get(1)).isEqualTo(Optional.of(run(1).version()));
    }

    @Test
    void whatIsInvalidReachesNoBackend() {
        Json large = Json.of("x".repeat(4_000));
        backend.refuses("id-blank", () -> store.get(" ", "r"));
        backend.refuses("id-too-long", () -> store.get("w", "r".repeat(41)));
        backend.refuses("null-argument", () -> store.save(null));
        backend.refuses("json-not-object", () -> store.save(NewWorkflowRun.of("w", "r", Json.of("x"))));
        backend.refuses(
                "value-too-large",
                () -> store.updateStepResult(StepResultUpdate.builder("w", "r")
                        .stepId("s")
                        .result(large)
                        .build()));
        backend.refuses("id-blank", () -> store.getHead("w", " "));
        backend.refuses("null-argument", () -> store.listHeads(null));
        backend.refuses("json-not-object", () -> store.updateLabels("w", "r", Json.of(1)));
        backend.refuses(
                "value-too-large",
                () -> store.updateLabels("w", "r", Json.EMPTY_OBJECT.with("a", Json.of("x".repeat(8_192)))));
        backend.refuses(
                "metadata-key-invalid",
                () -> store.list(WorkflowQuery.builder()
                        .labels(Json.parse("{\"a b\":1}"))
                        .build()));
        backend.refuses("null-argument", () -> store.create(null));
        backend.refuses("json-not-object", () -> store.create(NewWorkflowRun.of("w", "r", Json.of("x"))));
        backend.refuses("limit-not-positive", () -> store.prune(NOW, 0));
    }

    @Test
    void aMissingRunIsAnErrorOfItsUpdate() {
        NotFoundException error = catchThrowableOfType(
                NotFoundException.class,
                () -> store.updateState(
                        "w",
                        "r",
                        WorkflowStatePatch.builder()
                                .status(WorkflowStatus.SUCCESS)
                                .build(),
                        Set.of(WorkflowStatus.RUNNING)));

        assertThat(error.code()).isEqualTo("run-not-found");
        assertThat(error.details()).hasToString("{workflowName=w, runId=r}");
        assertThat(backend.call().arguments().subList(3, 6))
                .containsExactly(Optional.of(Set.of(WorkflowStatus.RUNNING)), NOW, LIMITS.snapshotBytes());
    }

    @Test
    void aPageIsReadWithOneRowMoreAndCountedOnlyWhenItMust() {
        backend.answer("list", List.of(run(3), run(2), run(1))).answer("count", 9L);

        Page<WorkflowRun> page = store.list().page(PageRequest.of(2, 2).withTotal());

        assertThat(page.items()).containsExactly(run(3), run(2));
        assertThat(page.hasMore()).isTrue();
        assertThat(page.total()).hasValue(9);
        assertThat(backend.calls().get(0).arguments()).containsExactly(WorkflowQuery.ALL, Window.offset(4, 3));
        assertThat(backend.calls().get(1)).isEqualTo(new RecordedBackend.Call("count", List.of(WorkflowQuery.ALL)));
    }

    @Test
    void aCursorIsThePlaceOfTheLastRow() {
        backend.answer("list", List.of(run(3), run(2))).answer("list", List.of(run(2)));

        Slice<WorkflowRun> first = store.list().slice(1);
        assertThat(first.items()).containsExactly(run(3));
        assertThat(store.list().slice(1, first.next().orElseThrow()).next()).isEmpty();

        Position place = Position.of(run(3).createdAt(), "w", "r3");
        assertThat(backend.arguments("list", 1, Window.class))
                .containsExactly(Window.after(Optional.empty(), 2), Window.after(Optional.of(place), 2));
    }

    @Test
    void bulkStepsAreBoundedAndRepeatedUntilNothingIsLeft() {
        backend.answer("eraseResource", new BulkStep(3, false)).answer("eraseResource", new BulkStep(1, true));
        List<Long> progress = new ArrayList<>();

        BulkResult result = store.eraseResource("res", progress::add);

        assertThat(result).isEqualTo(new BulkResult(4, true));
        assertThat(progress).containsExactly(3L, 4L);
        assertThat(backend.arguments("eraseResource", 1, Integer.class)).containsExactly(3, 3);
    }

    @Test
    void aPruneTakesNoMoreThanItsLimit() {
        backend.answer("prune", new BulkStep(3, false)).answer("prune", new BulkStep(2, false));

        assertThat(store.prune(NOW.plusNanos(999), 5)).isEqualTo(new BulkResult(5, false));

        assertThat(backend.arguments("prune", 1, Integer.class)).containsExactly(3, 2);
        assertThat(backend.arguments("prune", 0, Instant.class)).containsExactly(NOW, NOW);
    }

    @Test
    void aBulkOperationEndsWhenItsStorageIsClosed() {
        backend.answer("eraseResource", new BulkStep(3, false));

        assertThat(catchThrowableOfType(
                        NotInitializedException.class, () -> store.eraseResource("res", done -> backend.close())))
                .isNotNull();
        assertThat(backend.calls()).hasSize(1);
    }
}
