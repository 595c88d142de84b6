package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Listings of workflow runs. */
public abstract class WorkflowListContract extends Contract {
    /** For subclasses. */
    protected WorkflowListContract() {}

    /** A listing without matches is empty. If this fails, look at how no rows are distinguished from an outage. */
    @Rule(
            id = "WF-40",
            requires = Feature.WORKFLOWS,
            cases = {"W01", "W11"})
    void aListingThatNothingMatchesIsEmpty() {
        String name = id("name");
        Page<WorkflowRun> empty = list(name).page(PageRequest.first().withTotal());
        assertThat(empty.items()).isEmpty();
        assertThat(empty.total()).hasValue(0);
        assertThat(empty.hasMore()).isFalse();

        save(name, "running", base());
        assertThat(workflows().list(WorkflowQuery.ofResource(id("resource"))).toList())
                .isEmpty();
        assertThat(workflows()
                        .list(WorkflowQuery.builder()
                                .workflowName(name)
                                .resourceId(id("resource"))
                                .build())
                        .count())
                .isZero();
    }

    /** A head is its run without the snapshot. If this fails, look at what is read of a row for a head. */
    @Rule(id = "WF-46", requires = Feature.WORKFLOWS)
    void headsAreTheRunsWithoutTheirSnapshots() {
        String name = id("name");
        save(name, "running", base(), id("resource"));
        save(name, "suspended", base().plusSeconds(1));
        workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(Json.parse("{ \"text\": \"\u00e9\\u00e9\ud83d\ude00\", \"status\": 1 }"))
                        .createdAt(base().plusSeconds(2))
                        .updatedAt(base().plusSeconds(9))
                        .build());
        WorkflowRun changed = save(name, "running", base().plusSeconds(3));
        workflows()
                .updateState(
                        name,
                        changed.runId(),
                        WorkflowStatePatch.builder()
                                .status(WorkflowStatus.FAILED)
                                .error(Json.of("x".repeat(3_000)))
                                .build());
        WorkflowQuery all = WorkflowQuery.ofWorkflow(name);
        for (WorkflowQuery query : List.of(
                all,
                all.toBuilder().direction(Direction.ASC).build(),
                all.toBuilder().status(WorkflowStatus.FAILED).build(),
                all.toBuilder()
                        .createdAt(TimeRange.until(base().plusSeconds(1)))
                        .build())) {
            Listing<WorkflowRunHead> heads = workflows().listHeads(query);
            List<WorkflowRunHead> expected =
                    workflows().list(query).stream().map(WorkflowRunHead::of).toList();
            assertThat(expected).isNotEmpty();
            assertThat(heads.toList()).isEqualTo(expected);
            assertThat(heads.count()).isEqualTo(expected.size());
        }
        for (WorkflowRunHead head : workflows().listHeads(all).toList()) {
            assertThat(workflows().getHead(name, head.runId())).contains(head);
        }
        assertThat(workflows().getHead(name, id("run"))).isEmpty();
        assertThat(workflows().getHead(id("name"), changed.runId())).isEmpty();
    }

    /** The cursors of runs and of heads are not interchangeable. If this fails, the name of the listing is not part of its cursors. */
    @Rule(id = "WF-46", requires = Feature.WORKFLOWS)
    void headsHaveSeparateCursors() {
        String name = id("name");
        save(name, "running", base());
        save(name, "running", base().plusSeconds(1));
        WorkflowQuery query = WorkflowQuery.ofWorkflow(name);
        Cursor cursor = workflows().listHeads(query).slice(1).next().orElseThrow();
        assertThat(workflows().listHeads(query).slice(1, cursor).items()).hasSize(1);
        invalid("cursor-of-another-query", () -> workflows().list(query).slice(1, cursor));
    }

    /** The filters for workflow and resource both apply. If this fails, look for a filter that replaces another one. */
    @Rule(
            id = "WF-40",
            requires = Feature.WORKFLOWS,
            cases = {"W03", "W10"})
    void runsAreFilteredByWorkflowAndResource() {
        String name = id("name");
        String other = id("name");
        String resource = id("resource");
        WorkflowRun mine = save(name, "running", base(), resource);
        WorkflowRun others = save(name, "running", base().plusSeconds(1), id("resource"));
        WorkflowRun nobodys = save(name, "running", base().plusSeconds(2));
        WorkflowRun elsewhere = save(other, "running", base().plusSeconds(3), resource);

        assertThat(list(name).toList()).containsExactly(nobodys, others, mine);
        assertThat(workflows().list(WorkflowQuery.ofResource(resource)).toList())
                .containsExactly(elsewhere, mine);
        assertThat(workflows()
                        .list(WorkflowQuery.builder()
                                .workflowName(name)
                                .resourceId(resource)
                                .build())
                        .toList())
                .containsExactly(mine);
        // a filter is neither a pattern nor a prefix
        assertThat(list(name.substring(0, name.length() - 1)).toList()).isEmpty();
        assertThat(list(name.substring(0, name.length() - 1) + "%").toList()).isEmpty();
    }

    /** The current status counts. If this fails, look for a status column that an update does not change. */
    @Rule(
            id = "WF-40",
            requires = Feature.WORKFLOWS,
            cases = {"W04"})
    void runsAreFilteredByTheirCurrentStatus() {
        String name = id("name");
        WorkflowRun success = save(name, "success", base());
        WorkflowRun running = save(name, "running", base().plusSeconds(1));
        WorkflowRun odd = save(name, "100% 'odd'", base().plusSeconds(2));
        workflows().save(NewWorkflowRun.of(name, id("run"), Json.parse("{\"context\":{}}")));

        assertThat(statusOf(name, "success")).containsExactly(success);
        assertThat(statusOf(name, "100% 'odd'")).containsExactly(odd);
        assertThat(statusOf(name, "100%")).isEmpty();

        workflows().updateState(name, running.runId(), WorkflowStatePatch.ofStatus(WorkflowStatus.SUCCESS));
        assertThat(statusOf(name, "running")).isEmpty();
        assertThat(statusOf(name, "success"))
                .extracting(WorkflowRun::runId)
                .containsExactly(running.runId(), success.runId());
        workflows().save(NewWorkflowRun.of(name, success.runId(), Json.EMPTY_OBJECT));
        assertThat(statusOf(name, "success")).extracting(WorkflowRun::runId).containsExactly(running.runId());
    }

    /** Both bounds of a range apply. If this fails, look for bounds that are rounded, and for a column of the insert time. */
    @Rule(
            id = "WF-41",
            requires = Feature.WORKFLOWS,
            cases = {"W05"})
    void aRangeIncludesItsBoundsByDefault() {
        String name = id("name");
        Instant now = base().plus(1, ChronoUnit.MICROS);
        WorkflowRun old = save(name, "success", now.minus(2, ChronoUnit.DAYS));
        WorkflowRun yesterday = save(name, "success", now.minus(1, ChronoUnit.DAYS));
        WorkflowRun today = save(name, "success", now);

        TimeRange range = TimeRange.between(yesterday.createdAt(), today.createdAt());
        assertThat(in(name, range)).containsExactly(today, yesterday);
        assertThat(in(name, range.withoutStart())).containsExactly(today);
        assertThat(in(name, range.withoutEnd())).containsExactly(yesterday);
        assertThat(in(name, TimeRange.until(yesterday.createdAt()))).containsExactly(yesterday, old);
        assertThat(in(name, TimeRange.from(yesterday.createdAt().plus(1, ChronoUnit.MICROS))))
                .containsExactly(today);
        assertThat(in(name, TimeRange.until(today.createdAt().minus(1, ChronoUnit.MICROS))))
                .containsExactly(yesterday, old);
    }

    /** Runs with equal times have a fixed order. If this fails, look at a collation, and at ties that are not broken. */
    @Rule(
            id = "WF-42",
            requires = Feature.WORKFLOWS,
            cases = {"G01"})
    void runsOfOneInstantAreOrderedByTheBytesOfNameAndId() {
        String resource = id("resource");
        String tag = id("t");
        // by code point, which is neither the order of Java's chars nor that of a dictionary
        List<String> ordered = List.of("B", "a", "a b", "a-b", "ab", "ä", "\uffee", "😀");
        List<WorkflowRun> ascending = new ArrayList<>();
        for (String name : ordered.subList(0, 2)) {
            for (String run : ordered) {
                ascending.add(workflows()
                        .save(NewWorkflowRun.builder(tag + name, tag + run)
                                .snapshot(Json.EMPTY_OBJECT)
                                .resourceId(resource)
                                .createdAt(base())
                                .build()));
            }
        }
        WorkflowRun later = save(tag + "A", "running", base().plus(1, ChronoUnit.MICROS), resource);
        ascending.add(later);
        List<WorkflowRun> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);

        WorkflowQuery query = WorkflowQuery.ofResource(resource);
        assertThat(workflows().list(query).toList()).containsExactlyElementsOf(descending);
        assertThat(workflows()
                        .list(query.toBuilder().direction(Direction.ASC).build())
                        .toList())
                .containsExactlyElementsOf(ascending);
    }

    /** The pages together are the listing. If this fails, look at the offset and the count. */
    @Rule(
            id = "WF-43",
            requires = Feature.WORKFLOWS,
            cases = {"W06"})
    void pagesShowTheListingAndItsTotal() {
        String name = id("name");
        for (int i = 0; i < 3; i++) {
            save(name, "running", base().plusSeconds(i));
        }
        Page<WorkflowRun> first = list(name).page(PageRequest.of(0, 2).withTotal());
        Page<WorkflowRun> second = list(name).page(PageRequest.of(1, 2).withTotal());

        assertThat(first.items()).hasSize(2);
        assertThat(first.total()).hasValue(3);
        assertThat(first.hasMore()).isTrue();
        assertThat(second.items()).hasSize(1).doesNotContainAnyElementsOf(first.items());
        assertThat(second.total()).hasValue(3);
        assertThat(second.hasMore()).isFalse();
        assertThat(list(name).page(PageRequest.of(2, 2)).items()).isEmpty();
        assertThat(list(name).page().perPage()).hasValue(100);
        assertThat(list(name).page(PageRequest.everything()).items())
                .isEqualTo(list(name).toList());
    }

    /** Equal times neither repeat nor skip a run. If this fails, look at a cursor of the time alone, and at an order without the ids. */
    @Rule(
            id = "WF-43",
            requires = Feature.WORKFLOWS,
            cases = {"G01"})
    void pagesAndSlicesAgreeAmongRunsOfOneInstant() {
        String resource = id("resource");
        for (int i = 0; i < 12; i++) {
            save(id("name"), i % 3 == 0 ? "failed" : "success", base().plusMillis(i / 6), resource);
        }
        for (Direction direction : Direction.values()) {
            WorkflowQuery query = WorkflowQuery.builder()
                    .resourceId(resource)
                    .status(WorkflowStatus.SUCCESS)
                    .createdAt(TimeRange.until(base().plusMillis(1)))
                    .direction(direction)
                    .build();
            Listing<WorkflowRun> listing = workflows().list(query);
            List<WorkflowRun> all = listing.toList();
            assertThat(all).hasSize(8);
            assertThat(listing.count()).isEqualTo(8);
            assertThat(Walks.pages(listing, 3)).isEqualTo(all);
            assertThat(Walks.slices(listing, 3)).isEqualTo(all);
            assertThat(Walks.slices(listing, 1)).isEqualTo(all);
            assertThat(listing.stream().toList()).isEqualTo(all);
        }
    }

    /** Adding or removing a run does not affect cursors. If this fails, look at a cursor that is an offset. */
    @Rule(id = "WF-43", requires = Feature.WORKFLOWS)
    void aCursorHoldsItsPlaceWhileRunsComeAndGo() {
        String name = id("name");
        List<WorkflowRun> runs = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            runs.add(save(name, "running", base().minusSeconds(i)));
        }
        Slice<WorkflowRun> first = list(name).slice(3);
        assertThat(first.items()).containsExactlyElementsOf(runs.subList(0, 3));
        save(name, "running", base().plusSeconds(1));
        workflows().delete(name, runs.get(0).runId());
        workflows().delete(name, runs.get(2).runId());

        Slice<WorkflowRun> second = list(name).slice(3, first.next().orElseThrow());
        assertThat(second.items()).containsExactlyElementsOf(runs.subList(3, 6));
        assertThat(second.next()).isEmpty();
    }

    /** A listed run is complete. If this fails, look for a separate row mapper of the listing. */
    @Rule(
            id = "WF-44",
            requires = Feature.WORKFLOWS,
            cases = {"W02", "W13"})
    void listedRunsAreAsGetGivesThem() {
        String name = id("name");
        String snapshot = "{ \"status\":\"success\", \"context\":{\"s\":{\"output\":[1.0,null]}}, \"x\":{} }";
        WorkflowRun first = workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(Json.parse(snapshot))
                        .resourceId(id("resource"))
                        .build());
        WorkflowRun second = workflows().save(NewWorkflowRun.of(name, id("run"), Json.parse("{\"a\":\"\\u0000\"}")));

        Page<WorkflowRun> page = list(name).page(PageRequest.first().withTotal());
        assertThat(page.total()).hasValue(2);
        assertThat(page.items()).containsExactlyInAnyOrder(first, second);
        assertThat(page.items()).allSatisfy(run -> {
            assertThat(workflows().get(name, run.runId())).contains(run);
            assertThat(run.snapshot().json().text())
                    .isEqualTo(workflows()
                            .getSnapshot(name, run.runId())
                            .orElseThrow()
                            .json()
                            .text());
        });
    }

    /** Wrong input never reaches the backend. If this fails, look at the store. */
    @Rule(id = "WF-45", requires = Feature.WORKFLOWS)
    void aWrongQueryIsRefused() {
        String tooLong = Sizes.text(limits().idBytes() + 1L);
        invalid("id-blank", () -> list(" "));
        invalid("id-blank", () -> workflows().list(WorkflowQuery.ofResource("")));
        invalid("text-unstorable", () -> list("a\0b"));
        invalid("text-unstorable", () -> workflows().list(WorkflowQuery.ofResource("\udc00")));
        invalid(
                "text-unstorable",
                () -> workflows()
                        .list(WorkflowQuery.builder()
                                .status(new WorkflowStatus("\0"))
                                .build()));
        tooLarge("id-too-long", () -> list(tooLong));
        tooLarge("id-too-long", () -> workflows().list(WorkflowQuery.ofResource(tooLong)));
        Cursor foreign = new Cursor("not one of ours");
        invalid("cursor-malformed", () -> list(id("name")).slice(1, foreign));
        invalid("limit-not-positive", () -> list(id("name")).slice(0));
    }

    private Listing<WorkflowRun> list(String workflowName) {
        return workflows().list(WorkflowQuery.ofWorkflow(workflowName));
    }

    private List<WorkflowRun> statusOf(String name, String status) {
        return workflows()
                .list(WorkflowQuery.builder()
                        .workflowName(name)
                        .status(new WorkflowStatus(status))
                        .build())
                .toList();
    }

    private List<WorkflowRun> in(String name, TimeRange range) {
        return workflows()
                .list(WorkflowQuery.builder()
                        .workflowName(name)
                        .createdAt(range)
                        .build())
                .toList();
    }

    private WorkflowRun save(String name, String status, Instant createdAt) {
        return workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(snapshot(status))
                        .createdAt(createdAt)
                        .build());
    }

    private WorkflowRun save(String name, String status, Instant createdAt, String resourceId) {
        return workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(snapshot(status))
                        .createdAt(createdAt)
                        .resourceId(resourceId)
                        .build());
    }

    private static Json snapshot(String status) {
        return Json.of(Map.of("status", status, "context", Map.of()));
    }
}
