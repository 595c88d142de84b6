package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.expect;
import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.Storage;
import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.tck.engine.support.Concurrently;
import dev.agentstorage.tck.engine.support.Outcomes;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Workflow runs by their identity: saved, loaded, found, deleted. */
public abstract class WorkflowRunContract extends Contract {
    private static final String SNAPSHOT = """
            { "runId" : "r", "status":"running", "value":{}, "context":{"step-1":{"status":"success","output":{"n":1.50,"e":1E+2}}},
              "":[null,true,[[]]], "with \\"quotes\\" and $.dots[0]":"\\u0000 \\ud800 \\ud83d\\ude00 😀", "10":1, "9":2,
              "big":123456789012345678901234567890.000000000001, "__proto__":{"a":1}, "constructor":null }""";

    /** For subclasses. */
    protected WorkflowRunContract() {}

    /** The same run id in two workflows identifies two runs. If this fails, look at the key of the run. */
    @Rule(id = "WF-01", requires = Feature.WORKFLOWS)
    void aRunIdBelongsToItsWorkflow() {
        String runId = id("run");
        String one = id("one");
        String other = id("other");
        workflows().save(NewWorkflowRun.of(one, runId, Json.parse("{\"n\":1}")));
        workflows().save(NewWorkflowRun.of(other, runId, Json.parse("{\"n\":2}")));

        assertThat(workflows().getSnapshot(one, runId))
                .map(WorkflowSnapshot::json)
                .contains(Json.parse("{\"n\":1}"));
        assertThat(workflows().getSnapshot(other, runId))
                .map(WorkflowSnapshot::json)
                .contains(Json.parse("{\"n\":2}"));
        assertThat(workflows().delete(one, runId)).isTrue();
        assertThat(workflows().get(other, runId)).isPresent();
    }

    /** The text of a snapshot is unchanged. If this fails, look for JSON that is parsed and written again, or a JSON column type that normalises. */
    @Rule(
            id = "WF-02",
            requires = Feature.WORKFLOWS,
            cases = {"W14", "W17"})
    void aSnapshotIsReturnedToTheCharacter() {
        String name = id("name");
        String runId = id("run");
        WorkflowRun saved = workflows().save(NewWorkflowRun.of(name, runId, Json.parse(SNAPSHOT)));

        assertThat(saved.snapshot().json().text()).isEqualTo(SNAPSHOT);
        assertThat(workflows().getSnapshot(name, runId).orElseThrow().json().text())
                .isEqualTo(SNAPSHOT);
        assertThat(workflows().get(name, runId)).contains(saved);
    }

    /** Stored runs outlive the storage. If this fails, look at what {@code close} discards. */
    @Rule(
            id = "WF-02",
            requires = {Feature.WORKFLOWS, Feature.PERSISTENCE})
    void anotherStorageOverTheSameDataHasTheRun() {
        String name = id("name");
        String runId = id("run");
        WorkflowRun saved = workflows()
                .save(NewWorkflowRun.builder(name, runId)
                        .snapshot(Json.parse(SNAPSHOT))
                        .resourceId(id("resource"))
                        .build());
        try (Storage another = openAnother()) {
            assertThat(another.workflows().get(name, runId)).contains(saved);
        }
    }

    /** A second save replaces the snapshot, not createdAt. If this fails, look at the columns that the upsert sets. */
    @Rule(
            id = "WF-03",
            requires = Feature.WORKFLOWS,
            cases = {"W16", "G06"})
    void persistingAgainReplacesTheSnapshotAndKeepsCreatedAt() {
        String name = id("name");
        String runId = id("run");
        workflows()
                .save(NewWorkflowRun.builder(name, runId)
                        .snapshot(Json.parse("{\"a\":1,\"b\":2}"))
                        .createdAt(base())
                        .build());
        WorkflowRun again = workflows()
                .save(NewWorkflowRun.builder(name, runId)
                        .snapshot(Json.parse("{\"a\":3}"))
                        .createdAt(base().plusSeconds(9))
                        .build());

        assertThat(again.snapshot().json()).isEqualTo(Json.parse("{\"a\":3}"));
        assertThat(again.createdAt()).isEqualTo(base());
        assertThat(workflows().get(name, runId)).contains(again);
    }

    /** A save without a resource keeps the stored one. If this fails, look at an upsert that writes null over it. */
    @Rule(
            id = "WF-03",
            requires = Feature.WORKFLOWS,
            cases = {"W18", "G05"})
    void persistingWithoutAResourceKeepsTheStoredOne() {
        String name = id("name");
        String runId = id("run");
        String first = id("resource");
        String second = id("resource");
        NewWorkflowRun run = NewWorkflowRun.of(name, runId, Json.parse("{\"status\":\"running\"}"));
        assertThat(workflows().save(run).resourceId()).isEmpty();
        assertThat(workflows().save(run.toBuilder().resourceId(first).build()).resourceId())
                .contains(first);
        assertThat(workflows().save(run).resourceId()).contains(first);
        assertThat(workflows().save(run.toBuilder().resourceId(second).build()).resourceId())
                .contains(second);
        assertThat(workflows().get(name, runId).orElseThrow().resourceId()).contains(second);
    }

    /** Given times are kept to the microsecond. If this fails, look at milliseconds, time zones and columns of the insert time. */
    @Rule(
            id = "WF-04",
            requires = Feature.WORKFLOWS,
            cases = {"W12", "G06"})
    void givenTimesAreTakenToTheMicrosecond() {
        String name = id("name");
        String runId = id("run");
        Instant created = Instant.parse("1969-12-31T23:59:59.123456789Z");
        Instant updated = Instant.parse("2024-03-31T01:30:00.000001999Z");
        workflows()
                .save(NewWorkflowRun.builder(name, runId)
                        .snapshot(Json.EMPTY_OBJECT)
                        .createdAt(created)
                        .updatedAt(updated)
                        .build());
        WorkflowRun stored = workflows().get(name, runId).orElseThrow();

        assertThat(stored.createdAt()).isEqualTo(created.truncatedTo(ChronoUnit.MICROS));
        assertThat(stored.updatedAt()).isEqualTo(updated.truncatedTo(ChronoUnit.MICROS));
    }

    /** Omitted times are the time of the call, and increase. If this fails, look for a separate clock of the backend. */
    @Rule(
            id = "WF-04",
            requires = Feature.WORKFLOWS,
            cases = {"W12", "G06"})
    void timesThatAreNotGivenAreNowAndGrow() {
        NewWorkflowRun run = NewWorkflowRun.of(id("name"), id("run"), Json.EMPTY_OBJECT);
        Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        WorkflowRun first = workflows().save(run);
        assertThat(first.createdAt()).isBetween(before, Instant.now());
        assertThat(first.updatedAt()).isBetween(before, Instant.now());

        WorkflowRun last = first;
        for (int i = 0; i < 5; i++) {
            WorkflowRun next = workflows().save(run);
            assertThat(next.updatedAt()).isAfter(last.updatedAt());
            last = next;
        }
        Instant future = Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);
        workflows().save(run.toBuilder().updatedAt(future).build());
        assertThat(workflows().save(run).updatedAt()).isAfter(future);
        assertThat(workflows()
                        .get(run.workflowName(), run.runId())
                        .orElseThrow()
                        .createdAt())
                .isEqualTo(first.createdAt());
    }

    /** An expected version protects a save. If this fails, look at where the version is compared: it must be in the transaction. */
    @Rule(id = "WF-05", requires = Feature.WORKFLOWS)
    void aChangedRunIsNotPersistedOverItsExpectedVersion() {
        NewWorkflowRun run = NewWorkflowRun.of(id("name"), id("run"), Json.parse("{\"n\":1}"));
        Version first = workflows().save(run).version();
        NewWorkflowRun second = NewWorkflowRun.of(run.workflowName(), run.runId(), Json.parse("{\"n\":2}"));
        WorkflowRun stored = workflows().save(second, first);

        NewWorkflowRun third = NewWorkflowRun.of(run.workflowName(), run.runId(), Json.parse("{\"n\":3}"));
        ConflictException conflict = expect(
                ConflictException.class, "version-conflict", () -> workflows().save(third, first));
        assertThat(conflict.stored(WorkflowRun.class)).contains(stored);
        assertThat(workflows().get(run.workflowName(), run.runId())).contains(stored);
        assertThat(workflows().save(third, stored.version()).snapshot()).isEqualTo(third.snapshot());
    }

    /** An expected version of a missing run is a conflict. If this fails, look for an insert that ignores the expected version. */
    @Rule(id = "WF-05", requires = Feature.WORKFLOWS)
    void aMissingRunHasNoExpectedVersion() {
        NewWorkflowRun run = NewWorkflowRun.of(id("name"), id("run"), Json.EMPTY_OBJECT);
        ConflictException conflict = expect(
                ConflictException.class, "version-conflict", () -> workflows().save(run, Version.of("anything")));
        assertThat(conflict.stored(WorkflowRun.class)).isEmpty();
        assertThat(workflows().get(run.workflowName(), run.runId())).isEmpty();
    }

    /**
     * The version depends on the content, not on times or the text of JSON. If this fails, look for a snapshot that was changed before it was
     * stored.
     */
    @Rule(id = "WF-06", requires = Feature.WORKFLOWS)
    void theVersionIsThatOfTheContent() {
        NewWorkflowRun run = NewWorkflowRun.of(id("name"), id("run"), Json.parse("{\"a\":1,\"b\":2}"));
        Version version = workflows().save(run).version();
        NewWorkflowRun same = NewWorkflowRun.of(run.workflowName(), run.runId(), Json.parse("{\"b\":2.0, \"a\":1}"));

        assertThat(workflows().save(same.toBuilder().updatedAt(base()).build()).version())
                .isEqualTo(version);
        assertThat(workflows()
                        .get(run.workflowName(), run.runId())
                        .orElseThrow()
                        .version())
                .isEqualTo(version);
        assertThat(workflows()
                        .save(same.toBuilder().resourceId(id("resource")).build())
                        .version())
                .isNotEqualTo(version);
    }

    /** A missing run is an empty result. If this fails, look at how no row is distinguished from a row. */
    @Rule(
            id = "WF-07",
            requires = Feature.WORKFLOWS,
            cases = {"W07", "W09", "W15"})
    void aRunIsLoadedAndAMissingOneIsEmpty() {
        String name = id("name");
        String runId = id("run");
        Json snapshot = Json.of(Map.of("context", Map.of("step-1", Map.of("status", "success"))));
        workflows().save(NewWorkflowRun.of(name, runId, snapshot));

        WorkflowRun run = workflows().get(name, runId).orElseThrow();
        assertThat(run.snapshot().stepResult("step-1")).contains(Json.parse("{\"status\":\"success\"}"));
        assertThat(workflows().getSnapshot(name, runId)).contains(run.snapshot());
        assertThat(workflows().get(name, id("run"))).isEmpty();
        assertThat(workflows().get(id("name"), runId)).isEmpty();
        assertThat(workflows().getSnapshot(name, id("run"))).isEmpty();
    }

    /** Without a workflow name, the newest run is returned. If this fails, look at the order and at a missing limit of one. */
    @Rule(id = "WF-08", requires = Feature.WORKFLOWS)
    void theNewestRunOfAnIdIsFound() {
        String runId = id("run");
        workflows()
                .save(NewWorkflowRun.builder(id("name"), id("run"))
                        .snapshot(Json.EMPTY_OBJECT)
                        .createdAt(base().plusSeconds(1))
                        .build());
        assertThat(workflows().get(runId)).isEmpty();
        String[] names = {"b-" + runId.substring(0, 40), "a-" + runId.substring(0, 40), "c-" + runId.substring(0, 40)};
        for (int i = 0; i < names.length; i++) {
            workflows()
                    .save(NewWorkflowRun.builder(names[i], runId)
                            .snapshot(Json.EMPTY_OBJECT)
                            .createdAt(base().minusSeconds(i))
                            .build());
        }
        assertThat(workflows().get(runId)).map(WorkflowRun::workflowName).contains(names[0]);

        // with equal times, the largest name sorts last in listings
        String largest = "é-" + runId.substring(0, 40);
        workflows()
                .save(NewWorkflowRun.builder(largest, runId)
                        .snapshot(Json.EMPTY_OBJECT)
                        .createdAt(base())
                        .build());
        assertThat(workflows().get(runId)).map(WorkflowRun::workflowName).contains(largest);
    }

    /** A deleted run does not exist, and deleting a missing one is no error. If this fails, look at the count of changed rows. */
    @Rule(
            id = "WF-09",
            requires = Feature.WORKFLOWS,
            cases = {"W08"})
    void aRunIsDeletedOnce() {
        String name = id("name");
        String runId = id("run");
        workflows()
                .save(NewWorkflowRun.builder(name, runId)
                        .snapshot(Json.EMPTY_OBJECT)
                        .createdAt(base())
                        .build());

        assertThat(workflows().delete(name, runId)).isTrue();
        assertThat(workflows().get(name, runId)).isEmpty();
        assertThat(workflows().delete(name, runId)).isFalse();
        assertThat(workflows()
                        .save(NewWorkflowRun.builder(name, runId)
                                .snapshot(Json.EMPTY_OBJECT)
                                .createdAt(base().plusSeconds(1))
                                .build())
                        .createdAt())
                .isEqualTo(base().plusSeconds(1));
    }

    /** The status is an open text of the snapshot. If this fails, look for an enumeration, or for a column that is not kept consistent. */
    @Rule(id = "WF-10", requires = Feature.WORKFLOWS)
    void theStatusIsWhatTheSnapshotSays() {
        String name = id("name");
        Map<String, Optional<WorkflowStatus>> expected = Map.of(
                "{\"status\":\"suspended\"}", Optional.of(WorkflowStatus.SUSPENDED),
                "{\"status\":\"of the future\"}", Optional.of(new WorkflowStatus("of the future")),
                "{}", Optional.empty(),
                "{\"status\":null}", Optional.empty(),
                "{\"status\":{\"phase\":1}}", Optional.empty());
        expected.forEach((snapshot, status) -> {
            String runId = id("run");
            assertThat(workflows()
                            .save(NewWorkflowRun.of(name, runId, Json.parse(snapshot)))
                            .status())
                    .isEqualTo(status);
            assertThat(workflows().get(name, runId).orElseThrow().status()).isEqualTo(status);
        });
    }

    /** Wrong input never reaches the backend. If this fails, look at the store, or at a limit that the backend does not report. */
    @Rule(id = "WF-11", requires = Feature.WORKFLOWS)
    void wrongInputIsRefused() {
        String name = id("name");
        String runId = id("run");
        String tooLong = Sizes.text(limits().idBytes() + 1L);
        NewWorkflowRun run = NewWorkflowRun.of(name, runId, Json.EMPTY_OBJECT);

        invalid("id-blank", saving(" ", runId, Json.EMPTY_OBJECT));
        invalid("id-blank", saving(name, "", Json.EMPTY_OBJECT));
        invalid(
                "id-blank",
                () -> workflows().save(run.toBuilder().resourceId("\t").build()));
        invalid("id-blank", () -> workflows().get("", runId));
        invalid("id-blank", () -> workflows().getSnapshot(name, " "));
        invalid("id-blank", () -> workflows().get(""));
        invalid("id-blank", () -> workflows().delete(name, ""));
        invalid("text-unstorable", saving("a\0b", runId, Json.EMPTY_OBJECT));
        invalid("text-unstorable", saving(name, "\ud800", Json.EMPTY_OBJECT));
        tooLarge("id-too-long", saving(tooLong, runId, Json.EMPTY_OBJECT));
        tooLarge("id-too-long", saving(name, tooLong, Json.EMPTY_OBJECT));
        tooLarge(
                "id-too-long",
                () -> workflows().save(run.toBuilder().resourceId(tooLong).build()));
        invalid("json-not-object", saving(name, runId, Json.parse("[]")));
        invalid("json-not-object", saving(name, runId, Json.NULL));
        invalid(
                "instant-out-of-range",
                () -> workflows().save(run.toBuilder().createdAt(Instant.MAX).build()));
        String status = Sizes.text(limits().nameBytes() + 1L);
        tooLarge("name-too-long", saving(name, runId, Json.of(Map.of("status", status))));
        if (Sizes.testable(limits().snapshotBytes())) {
            tooLarge("value-too-large", saving(name, runId, Sizes.object(limits().snapshotBytes() + 1)));
        }
        assertThat(workflows().get(name, runId)).isEmpty();
    }

    /** The storage reserves one member, which engines never see. If this fails, look at the row of a large snapshot. */
    @Rule(id = "WF-12", requires = Feature.WORKFLOWS)
    void reservedMemberIsRefusedAndNeverRead() {
        String name = id("workflow");
        for (String reserved : List.of("agentStorage", "\\u0061gentStorage")) {
            invalid(
                    "member-reserved",
                    saving(name, "r", Json.parse("{\"status\":\"running\",\"" + reserved + "\":{}}")));
        }
        assertThat(workflows().get(name, "r")).isEmpty();

        // at a deeper level it is an ordinary name
        Json snapshot = Json.parse("{\"status\":\"running\",\"context\":{\"agentStorage\":{\"output\":1}}}");
        workflows().save(NewWorkflowRun.of(name, "r", snapshot));
        assertThat(workflows().getSnapshot(name, "r").orElseThrow().json()).isEqualTo(snapshot);
        Json large = Json.of(Map.of(
                "status",
                "running",
                "context",
                Map.of("s", Sizes.text(Math.min(limits().snapshotBytes() / 2, 2 * limits().valueBytes())))));
        workflows().save(NewWorkflowRun.of(name, "r", large));
        workflows()
                .updateStepResult(StepResultUpdate.builder(name, "r")
                        .stepId("other")
                        .result(Json.of(1))
                        .build());
        assertThat(workflows().getSnapshot(name, "r").orElseThrow().json().members())
                .containsOnlyKeys("status", "context", "requestContext");
        assertThat(workflows().list(WorkflowQuery.ofWorkflow(name)).toList())
                .singleElement()
                .satisfies(run -> assertThat(run.snapshot().json().members())
                        .containsOnlyKeys("status", "context", "requestContext"));
    }

    /** A new run is stored as given. If this fails, compare {@code create} with save. */
    @Rule(id = "WF-13", requires = Feature.WORKFLOWS)
    void aNewRunIsCreated() {
        NewWorkflowRun run = NewWorkflowRun.builder(id("name"), id("run"))
                .resourceId(id("resource"))
                .snapshot(Json.parse(SNAPSHOT))
                .createdAt(base())
                .updatedAt(base().plusSeconds(5))
                .build();
        WorkflowRun created = workflows().create(run);
        assertThat(created.snapshot().json().text()).isEqualTo(SNAPSHOT);
        assertThat(created.resourceId()).isEqualTo(run.resourceId().value());
        assertThat(created.createdAt()).isEqualTo(base());
        assertThat(created.updatedAt()).isEqualTo(base().plusSeconds(5));
        assertThat(workflows().get(run.workflowName(), run.runId())).contains(created);

        WorkflowRun other = workflows().create(NewWorkflowRun.of(id("name"), run.runId(), Json.EMPTY_OBJECT));
        assertThat(other.resourceId()).isEmpty();
        assertThat(other.createdAt()).isEqualTo(other.updatedAt());
        assertThat(workflows().get(other.workflowName(), other.runId())).contains(other);
        invalid("json-not-object", () -> workflows().create(NewWorkflowRun.of(id("name"), "r", Json.of(1))));
        invalid("id-blank", () -> workflows().create(NewWorkflowRun.of(" ", "r", Json.EMPTY_OBJECT)));
    }

    /** A stored run is unchanged, and the error contains it. If this fails, look for an upsert. */
    @Rule(id = "WF-13", requires = Feature.WORKFLOWS)
    void aStoredRunIsNotCreatedAgain() {
        NewWorkflowRun run = NewWorkflowRun.builder(id("name"), id("run"))
                .resourceId(id("resource"))
                .snapshot(Json.parse("{\"n\":1}"))
                .build();
        WorkflowRun stored = workflows().create(run);
        NewWorkflowRun again = run.toBuilder()
                .resourceId(id("resource"))
                .snapshot(Json.parse("{\"n\":2}"))
                .build();
        for (NewWorkflowRun each : List.of(run, again)) {
            AlreadyExistsException refused = expect(
                    AlreadyExistsException.class,
                    "run-exists",
                    () -> workflows().create(each));
            assertThat(refused.details()).isEqualTo(Map.of("workflowName", run.workflowName(), "runId", run.runId()));
            assertThat(refused.stored(WorkflowRun.class)).contains(stored);
        }
        assertThat(workflows().get(run.workflowName(), run.runId())).contains(stored);

        workflows().delete(run.workflowName(), run.runId());
        assertThat(workflows().create(again).snapshot()).isEqualTo(again.snapshot());
    }

    /** Of several calls that create the same run, one succeeds. If this fails, look for a check that is not part of the insert. */
    @Rule(id = "WF-13", requires = Feature.WORKFLOWS)
    void ofConcurrentCreationsOfARunOneSucceeds() {
        String name = id("name");
        Outcomes<WorkflowRun> outcomes = Concurrently.threads(4)
                .rounds(10)
                .run((worker, round) ->
                        workflows().create(NewWorkflowRun.of(name, "r" + round, Json.of(Map.of("worker", worker)))))
                .allowOnly(AlreadyExistsException.class);
        assertThat(outcomes.values())
                .containsExactlyInAnyOrderElementsOf(
                        workflows().list(WorkflowQuery.ofWorkflow(name)).toList())
                .hasSize(10);
    }

    private ThrowingCallable saving(String name, String runId, Json snapshot) {
        return () -> workflows().save(NewWorkflowRun.of(name, runId, snapshot));
    }
}
