package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Domain;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Workflow runs are removed by age, by resource, or all of them. */
public abstract class WorkflowRetentionContract extends Contract {
    /** No other test stores runs of this age, so that {@code prune} does not remove the data of another test. */
    private static final Instant ANCIENT = Instant.parse("1901-01-01T00:00:00Z");

    /** For subclasses. */
    protected WorkflowRetentionContract() {}

    /** The least recently updated runs are removed first, up to the limit. If this fails, look at the order, the bound, and the column. */
    @Rule(id = "WF-50", requires = Feature.WORKFLOWS)
    void pruneRemovesTheLeastRecentlyUpdatedUpToItsLimit() {
        workflows().prune(ANCIENT.plus(1, ChronoUnit.DAYS), Integer.MAX_VALUE);
        String name = id("name");
        List<WorkflowRun> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // the younger a run is, the longer ago it was updated
            runs.add(workflows()
                    .save(NewWorkflowRun.builder(name, id("run"))
                            .snapshot(Json.parse("{\"status\":\"suspended\"}"))
                            .createdAt(base().minusSeconds(i))
                            .updatedAt(ANCIENT.plus(i, ChronoUnit.MICROS))
                            .build()));
        }

        assertThat(workflows().prune(ANCIENT, 10)).isEqualTo(new BulkResult(0, true));
        assertThat(workflows().prune(ANCIENT.plus(4, ChronoUnit.MICROS), 3)).isEqualTo(new BulkResult(3, false));
        assertThat(left(name)).containsExactlyElementsOf(runs.subList(3, 5));
        assertThat(workflows().prune(ANCIENT.plus(4, ChronoUnit.MICROS), 3)).isEqualTo(new BulkResult(1, true));
        assertThat(left(name)).containsExactly(runs.get(4));
        assertThat(workflows().prune(ANCIENT.plus(5, ChronoUnit.MICROS), 1))
                .as("exactly the limit, so none is left")
                .isEqualTo(new BulkResult(1, true));
        assertThat(left(name)).isEmpty();

        NewWorkflowRun old = NewWorkflowRun.builder(name, id("run"))
                .snapshot(Json.EMPTY_OBJECT)
                .updatedAt(ANCIENT)
                .build();
        workflows().save(old);
        WorkflowRun updated = workflows().save(old.toBuilder().updatedAt(base()).build());
        assertThat(workflows().prune(ANCIENT.plus(1, ChronoUnit.DAYS), 10))
                .as("updated since, so nothing is old")
                .isEqualTo(new BulkResult(0, true));
        assertThat(left(name)).containsExactly(updated);
    }

    /** A prune without a bound is rejected. If this fails, look at the store. */
    @Rule(id = "WF-50", requires = Feature.WORKFLOWS)
    void aWrongPruneIsRefused() {
        invalid("limit-not-positive", () -> workflows().prune(ANCIENT, 0));
        invalid("limit-not-positive", () -> workflows().prune(ANCIENT, -1));
        invalid("instant-out-of-range", () -> workflows().prune(Instant.MIN, 1));
    }

    /** Data of a resource is deleted, and nothing else. If this fails, look at runs without a resource. */
    @Rule(id = "WF-51", requires = Feature.WORKFLOWS)
    void erasingAResourceRemovesItsRunsOnly() {
        String name = id("name");
        String resource = id("resource");
        String other = id("resource");
        for (int i = 0; i < 3; i++) {
            workflows()
                    .save(NewWorkflowRun.builder(name, id("run"))
                            .snapshot(Json.EMPTY_OBJECT)
                            .resourceId(resource)
                            .build());
        }
        WorkflowRun others = workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(Json.EMPTY_OBJECT)
                        .resourceId(other)
                        .createdAt(base().plusSeconds(1))
                        .build());
        WorkflowRun nobodys = workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(Json.EMPTY_OBJECT)
                        .createdAt(base())
                        .build());
        List<Long> progress = new ArrayList<>();

        assertThat(workflows().eraseResource(resource, progress::add)).isEqualTo(new BulkResult(3, true));
        assertThat(progress).isSorted().endsWith(3L);
        assertThat(left(name)).containsExactly(others, nobodys);
        assertThat(workflows().eraseResource(resource, BulkListener.NONE)).isEqualTo(new BulkResult(0, true));
        invalid("id-blank", () -> workflows().eraseResource(" ", BulkListener.NONE));
    }

    /** Erasing a resource from the storage removes its runs. If this fails, look at the list of domains. */
    @Rule(id = "WF-51", requires = Feature.WORKFLOWS)
    void erasingAResourceFromTheStorageRemovesItsRuns() {
        String name = id("name");
        String resource = id("resource");
        workflows()
                .save(NewWorkflowRun.builder(name, id("run"))
                        .snapshot(Json.EMPTY_OBJECT)
                        .resourceId(resource)
                        .build());
        assertThat(storage().eraseResource(resource).affected()).isEqualTo(1);
        assertThat(left(name)).isEmpty();
    }

    /** Everything is removed. If this fails, look at the steps. */
    @Rule(id = "WF-52", requires = Feature.WORKFLOWS)
    void clearRemovesEveryRun() {
        for (int i = 0; i < 3; i++) {
            workflows().save(NewWorkflowRun.of(id("name"), id("run"), Json.EMPTY_OBJECT));
        }
        assertThat(workflows().clear().affected()).isGreaterThanOrEqualTo(3);
        assertThat(workflows().list().count()).isZero();
        assertThat(workflows().clear()).isEqualTo(new BulkResult(0, true));
    }

    /** A missing domain is rejected. If this fails, look at the features that the provider reports. */
    @Rule(id = "WF-53", absent = Feature.WORKFLOWS)
    void aStorageWithoutWorkflowsRefusesThem() {
        assertThatThrownBy(this::workflows).isInstanceOf(UnsupportedException.class);
        assertThat(storage().find(Domain.WORKFLOWS)).isEmpty();
    }

    private List<WorkflowRun> left(String name) {
        return workflows().list(WorkflowQuery.ofWorkflow(name)).toList();
    }
}
