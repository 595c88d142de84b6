package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.spi.BulkStep;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Change;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowRunHead;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** What a backend may get wrong in workflow runs. */
final class WorkflowMutants {
    private WorkflowMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("loses-step-results", "WF-29", WorkflowMutants::losesStepResults),
                mutant("updates-the-state-of-missing-runs", "WF-21", WorkflowMutants::createsMissingRuns),
                mutant("ignores-expected-statuses", "WF-22", WorkflowMutants::ignoresStatuses),
                mutant("takes-no-status-for-any", "CORE-22", WorkflowMutants::takesNoStatusForAny),
                mutant("ignores-expected-version-of-runs", "WF-05", WorkflowMutants::ignoresVersions),
                mutant("shows-its-own-member", "WF-12", WorkflowMutants::showsItsMember),
                mutant("patches-only-the-members-it-knows", "WF-54", WorkflowMutants::patchesWhatItKnows),
                mutant("keeps-a-cleared-status", "WF-54", WorkflowMutants::keepsTheStatus),
                mutant("keeps-a-cleared-resource", "WF-55", WorkflowMutants::keepsTheResource),
                mutant("creates-runs-over-stored-ones", "WF-13", WorkflowMutants::createsOver),
                mutant("creates-runs-in-a-race", "WF-13", WorkflowMutants::createsInARace),
                mutant("does-not-show-the-run-that-exists", "WF-13", WorkflowMutants::hidesTheStored),
                mutant("knows-no-size-of-snapshots", "WF-46", WorkflowMutants::knowsNoSize),
                mutant("lists-heads-of-every-status", "WF-46", WorkflowMutants::headsOfEveryStatus),
                mutant("loses-labels-when-it-saves", "WF-56", WorkflowMutants::losesLabels),
                mutant("replaces-labels", "WF-56", WorkflowMutants::replacesLabels),
                mutant("keeps-the-time-of-relabelled-runs", "WF-56", WorkflowMutants::keepsTheTime),
                mutant("finds-runs-of-any-labels", "WF-57", WorkflowMutants::findsAnyLabels),
                mutant("counts-runs-of-any-labels", "WF-57", WorkflowMutants::countsAnyLabels),
                mutant("lists-runs-of-every-resource", "XFER-09", WorkflowMutants::listsOfEveryResource),
                mutant("knows-no-resource-of-heads", "XFER-10", WorkflowMutants::knowsNoResource),
                mutant("ignores-workflow-names", "WF-01", WorkflowMutants::ignoresNames),
                mutant("lists-runs-backwards", "WF-42", WorkflowMutants::listsBackwards),
                mutant("counts-runs-outside-the-range", "WF-43", WorkflowMutants::countsAll),
                mutant("prunes-runs-of-the-very-instant", "WF-50", WorkflowMutants::prunesTheBound));
    }

    private static Mutant mutant(String name, String rule, UnaryOperator<WorkflowBackend> defect) {
        return new Mutant(name, rule, backend -> new ForwardingStorageBackend(backend) {
            @Override
            public Optional<WorkflowBackend> workflows() {
                return super.workflows().map(defect);
            }
        });
    }

    private static WorkflowBackend losesStepResults(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun updateStepResult(StepResultUpdate update, Instant now, long maxBytes) {
                Optional<WorkflowRun> read = delegate().get(update.workflowName(), update.runId());
                LockSupport.parkNanos(200_000);
                read.ifPresent(run -> delegate()
                        .save(
                                NewWorkflowRun.of(run.workflowName(), run.runId(), run.snapshot()),
                                Optional.empty(),
                                now));
                return delegate().updateStepResult(update, now, maxBytes);
            }
        };
    }

    private static WorkflowBackend createsMissingRuns(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<WorkflowRun> updateState(
                    String workflowName,
                    String runId,
                    WorkflowStatePatch patch,
                    Optional<Set<WorkflowStatus>> expected,
                    Instant now,
                    long maxBytes) {
                if (delegate().get(workflowName, runId).isEmpty()) {
                    WorkflowSnapshot initial = WorkflowSnapshot.initial(runId, now);
                    delegate().save(NewWorkflowRun.of(workflowName, runId, initial), Optional.empty(), now);
                }
                return delegate().updateState(workflowName, runId, patch, expected, now, maxBytes);
            }
        };
    }

    private static WorkflowBackend ignoresStatuses(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<WorkflowRun> updateState(
                    String workflowName,
                    String runId,
                    WorkflowStatePatch patch,
                    Optional<Set<WorkflowStatus>> expected,
                    Instant now,
                    long maxBytes) {
                return delegate().updateState(workflowName, runId, patch, Optional.empty(), now, maxBytes);
            }
        };
    }

    private static WorkflowBackend takesNoStatusForAny(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<WorkflowRun> updateState(
                    String workflowName,
                    String runId,
                    WorkflowStatePatch patch,
                    Optional<Set<WorkflowStatus>> expected,
                    Instant now,
                    long maxBytes) {
                return delegate()
                        .updateState(workflowName, runId, patch, expected.filter(set -> !set.isEmpty()), now, maxBytes);
            }
        };
    }

    private static WorkflowBackend ignoresVersions(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
                return delegate().save(run, Optional.empty(), now);
            }
        };
    }

    private static WorkflowBackend showsItsMember(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<WorkflowRun> get(String workflowName, String runId) {
                return delegate()
                        .get(workflowName, runId)
                        .map(run -> run.toBuilder()
                                .snapshot(run.snapshot().with(WorkflowSnapshot.RESERVED_MEMBER, Json.EMPTY_OBJECT))
                                .build());
            }
        };
    }

    private static WorkflowBackend patchesWhatItKnows(WorkflowBackend backend) {
        return new PatchingBackend(backend, patch -> withMembers(patch, patch.status(), Map.of()));
    }

    private static WorkflowBackend keepsTheStatus(WorkflowBackend backend) {
        return new PatchingBackend(
                backend,
                patch -> withMembers(patch, Change.setIfPresent(patch.status().value()), patch.members()));
    }

    private static WorkflowStatePatch withMembers(
            WorkflowStatePatch patch, Change<WorkflowStatus> status, Map<String, Change<Json>> members) {
        WorkflowStatePatch.Builder changed = WorkflowStatePatch.builder()
                .status(status)
                .result(patch.result())
                .error(patch.error())
                .suspendedPaths(patch.suspendedPaths())
                .waitingPaths(patch.waitingPaths())
                .resumeLabels(patch.resumeLabels())
                .tracingContext(patch.tracingContext());
        members.forEach(changed::member);
        return changed.build();
    }

    private static final class PatchingBackend extends ForwardingWorkflowBackend {
        private final UnaryOperator<WorkflowStatePatch> defect;

        PatchingBackend(WorkflowBackend real, UnaryOperator<WorkflowStatePatch> defect) {
            super(real);
            this.defect = defect;
        }

        @Override
        public Optional<WorkflowRun> updateState(
                String workflowName,
                String runId,
                WorkflowStatePatch patch,
                Optional<Set<WorkflowStatus>> expected,
                Instant now,
                long maxBytes) {
            return delegate().updateState(workflowName, runId, defect.apply(patch), expected, now, maxBytes);
        }
    }

    private static WorkflowBackend keepsTheResource(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
                NewWorkflowRun keeping = run.toBuilder()
                        .resourceId(Change.setIfPresent(run.resourceId().value()))
                        .build();
                return delegate().save(keeping, expected, now);
            }
        };
    }

    private static WorkflowBackend createsOver(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun create(NewWorkflowRun run, Instant now) {
                return delegate().save(run, Optional.empty(), now);
            }
        };
    }

    private static WorkflowBackend createsInARace(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun create(NewWorkflowRun run, Instant now) {
                Optional<WorkflowRun> stored = delegate().get(run.workflowName(), run.runId());
                if (stored.isPresent()) {
                    throw Refusals.runExists(run.workflowName(), run.runId(), stored.get());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                return delegate().save(run, Optional.empty(), now);
            }
        };
    }

    private static WorkflowBackend hidesTheStored(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun create(NewWorkflowRun run, Instant now) {
                try {
                    return delegate().create(run, now);
                } catch (AlreadyExistsException e) {
                    throw Refusals.runExists(run.workflowName(), run.runId(), null);
                }
            }
        };
    }

    private static WorkflowBackend knowsNoSize(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public List<WorkflowRunHead> listHeads(WorkflowQuery query, Window window) {
                return delegate().listHeads(query, window).stream()
                        .map(head -> head.toBuilder().sizeInBytes(0).build())
                        .toList();
            }
        };
    }

    private static WorkflowBackend headsOfEveryStatus(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public List<WorkflowRunHead> listHeads(WorkflowQuery query, Window window) {
                return delegate().listHeads(query.toBuilder().clearStatus().build(), window);
            }
        };
    }

    private static WorkflowBackend losesLabels(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public WorkflowRun save(NewWorkflowRun run, Optional<Version> expected, Instant now) {
                NewWorkflowRun clearing = run.labels().touched()
                        ? run
                        : run.toBuilder().clearLabels().build();
                return delegate().save(clearing, expected, now);
            }
        };
    }

    private static WorkflowBackend replacesLabels(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<Json> updateLabels(
                    String workflowName, String runId, Json patch, Instant now, long maxBytes) {
                delegate()
                        .get(workflowName, runId)
                        .ifPresent(run -> delegate()
                                .save(run.toNew().toBuilder().clearLabels().build(), Optional.empty(), now));
                return delegate().updateLabels(workflowName, runId, patch, now, maxBytes);
            }
        };
    }

    private static WorkflowBackend keepsTheTime(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<Json> updateLabels(
                    String workflowName, String runId, Json patch, Instant now, long maxBytes) {
                Optional<WorkflowRun> before = delegate().get(workflowName, runId);
                Optional<Json> labels = delegate().updateLabels(workflowName, runId, patch, now, maxBytes);
                before.ifPresent(run -> delegate()
                        .save(run.toNew().toBuilder().labels(Change.keep()).build(), Optional.empty(), now));
                return labels;
            }
        };
    }

    private static WorkflowBackend findsAnyLabels(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public List<WorkflowRunHead> listHeads(WorkflowQuery query, Window window) {
                return delegate().listHeads(query.toBuilder().clearLabels().build(), window);
            }
        };
    }

    private static WorkflowBackend countsAnyLabels(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public long count(WorkflowQuery query) {
                return delegate().count(query.toBuilder().clearLabels().build());
            }
        };
    }

    private static WorkflowBackend listsOfEveryResource(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public List<WorkflowRun> list(WorkflowQuery query, Window window) {
                return delegate().list(query.toBuilder().clearResourceId().build(), window);
            }
        };
    }

    private static WorkflowBackend knowsNoResource(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<WorkflowRunHead> getHead(String workflowName, String runId) {
                return Optional.empty();
            }
        };
    }

    private static WorkflowBackend ignoresNames(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public Optional<WorkflowRun> get(String workflowName, String runId) {
                return delegate().get(runId);
            }
        };
    }

    private static WorkflowBackend listsBackwards(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public List<WorkflowRun> list(WorkflowQuery query, Window window) {
                Direction other = query.direction() == Direction.ASC ? Direction.DESC : Direction.ASC;
                return delegate().list(query.toBuilder().direction(other).build(), window);
            }
        };
    }

    private static WorkflowBackend countsAll(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public long count(WorkflowQuery query) {
                return delegate()
                                .count(query.toBuilder()
                                        .createdAt(TimeRange.ALL)
                                        .build())
                        + 1;
            }
        };
    }

    private static WorkflowBackend prunesTheBound(WorkflowBackend backend) {
        return new ForwardingWorkflowBackend(backend) {
            @Override
            public BulkStep prune(Instant olderThan, int limit) {
                return delegate().prune(olderThan.plus(1, ChronoUnit.MICROS), limit);
            }
        };
    }
}
