package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.CommitProbe;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.dsql.internal.tx.MemoryBudget;
import dev.agentstorage.dsql.internal.tx.MemoryBudget.Reservation;
import dev.agentstorage.dsql.internal.tx.Proof;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.tx.Work;
import dev.agentstorage.dsql.internal.workflow.RunColumns.Upserted;
import dev.agentstorage.error.Details;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The operations that write runs. Thread-safe. */
@Singleton
final class RunWrites {
    private final Transactions transactions;
    private final RunStatements runs;
    private final RunReads reads;
    private final Chunks chunks;
    private final MemoryBudget budget;
    private final Duration deadline;
    private final Lifetime lifetime;

    /**
     * The outcome of a transaction.
     *
     * @param run the run that is stored, or still to be stored; empty if there is nothing to do
     * @param before the row that was read
     * @param done whether the run is stored; false if its snapshot is too large for the row
     */
    private record Outcome(Optional<WorkflowRun> run, Optional<StoredRun> before, boolean done) {
        Optional<Manifest> replaced() {
            return before.flatMap(StoredRun::kept);
        }
    }

    @Inject
    RunWrites(
            Transactions transactions,
            RunStatements runs,
            RunReads reads,
            Chunks chunks,
            MemoryBudget budget,
            DsqlSettings settings,
            Lifetime lifetime) {
        this.transactions = transactions;
        this.runs = runs;
        this.reads = reads;
        this.chunks = chunks;
        this.budget = budget;
        this.deadline = settings.retry().deadline();
        this.lifetime = lifetime;
    }

    /** Stores a run; replaces it if it exists. */
    WorkflowRun put(NewWorkflowRun request, Instant now) {
        if (Body.fits(request.snapshot())) {
            return put(request, Body.whole(request.snapshot()), now);
        }
        return budget.reserving(RunMemory.ofWrite(request.snapshot().json()), reservation -> {
            chunks.sweep(request.workflowName(), request.runId());
            return chunks.storing(
                            request.workflowName(),
                            request.runId(),
                            request.snapshot(),
                            body -> Optional.of(put(request, body, now)))
                    .orElseThrow();
        });
    }

    private WorkflowRun put(NewWorkflowRun request, Body body, Instant now) {
        Sql row = runs.get(request.workflowName(), request.runId());
        Work<Optional<Upserted>> upsert = session -> {
            requirePieces(session, body);
            Optional<Upserted> written = session.first(runs.upsert(request, body, now), RunColumns::mapUpserted);
            if (written.isEmpty()) {
                session.requireNothingApplied();
            }
            return written;
        };
        Optional<Upserted> upserted = transactions.statement(
                upsert,
                Proof.ofSome(session -> session.first(row, RunColumns::map)
                        .filter(stored -> isWritten(stored, request, body, now))
                        .map(stored -> new Upserted(
                                stored.resourceId(), stored.labels(), stored.createdAt(), Optional.empty()))));
        if (upserted.isPresent()) {
            Upserted stored = upserted.get();
            discard(request.workflowName(), request.runId(), stored.replaced());
            return WorkflowRun.builder(request.workflowName(), request.runId())
                    .resourceId(stored.resourceId().orElse(null))
                    .snapshot(request.snapshot())
                    .labels(stored.labels())
                    .createdAt(stored.createdAt())
                    .updatedAt(request.updatedAt().orElse(now))
                    .build();
        }
        AtomicReference<@Nullable Outcome> written = new AtomicReference<>();
        Work<Outcome> replace = session -> {
            requirePieces(session, body);
            Optional<StoredRun> before = session.first(row, RunColumns::map);
            WorkflowRun run =
                    WorkflowChanges.save(before.map(StoredRun::withoutSnapshot), request, Optional.empty(), now);
            Outcome attempt = new Outcome(Optional.of(run), before, true);
            written.set(attempt);
            write(session, before, run, body);
            return attempt;
        };
        Outcome outcome = transactions.transaction(
                replace, session -> left(session.first(row, RunColumns::map), written.get(), body));
        discard(request.workflowName(), request.runId(), outcome.replaced());
        return outcome.run().orElseThrow();
    }

    /**
     * Stores a new run.
     *
     * @throws dev.agentstorage.error.AlreadyExistsException {@code run-exists}, without the stored run
     */
    WorkflowRun create(NewWorkflowRun request, Instant now) {
        WorkflowRun run = WorkflowChanges.create(request, now);
        if (Body.fits(run.snapshot())) {
            return create(run, Body.whole(run.snapshot()));
        }
        return budget.reserving(RunMemory.ofWrite(run.snapshot().json()), reservation -> {
            chunks.sweep(run.workflowName(), run.runId());
            return chunks.storing(
                            run.workflowName(), run.runId(), run.snapshot(), body -> Optional.of(create(run, body)))
                    .orElseThrow();
        });
    }

    private WorkflowRun create(WorkflowRun run, Body body) {
        Sql row = runs.get(run.workflowName(), run.runId());
        Work<WorkflowRun> create = session -> {
            requirePieces(session, body);
            if (session.update(runs.create(run, body)) == 0) {
                throw Refusals.runExists(run.workflowName(), run.runId(), null);
            }
            return run;
        };
        return transactions.statement(
                create,
                session -> left(
                                session.first(row, RunColumns::map),
                                new Outcome(Optional.of(run), Optional.empty(), true),
                                body)
                        .flatMap(Outcome::run));
    }

    /** Merges labels into those of a run; empty if the run is missing. */
    Optional<Json> relabel(String workflowName, String runId, Json patch, Instant now, long maxBytes) {
        Sql row = runs.labels(workflowName, runId);
        CommitProbe<Json> probe = new CommitProbe<>(labels -> labels);
        Work<Optional<Json>> work = session -> {
            Optional<StoredRun> stored = session.first(row, RunColumns::map);
            if (stored.isEmpty()) {
                return Optional.empty();
            }
            Json labels = WorkflowChanges.labels(stored.get().labels(), patch, maxBytes);
            probe.record(stored.get().labels(), labels);
            Instant updatedAt = WorkflowChanges.changedAt(stored.get().updatedAt(), now);
            if (session.update(runs.relabel(workflowName, runId, labels, updatedAt)) == 0) {
                throw new SQLException("the run was deleted concurrently", "40001");
            }
            return Optional.of(labels);
        };
        return transactions.transaction(
                work,
                Proof.ofSome(session -> probe.applied(session.first(row, RunColumns::map)
                        .map(StoredRun::labels)
                        .orElse(null))));
    }

    /** Requires that the chunks still exist: they are deleted if another writer has replaced the row that referred to them. */
    private static void requirePieces(Session session, Body body) {
        if (body.manifest().isPresent()) {
            session.requireNothingApplied();
        }
    }

    /** Returns the outcome of an earlier attempt if the stored row is the one that it wrote. */
    private static Optional<Outcome> left(Optional<StoredRun> stored, @Nullable Outcome attempt, Body body) {
        return Optional.ofNullable(attempt)
                .filter(written -> stored.isPresent()
                        && (body.manifest().isPresent()
                                ? stored.get().kept().equals(body.manifest())
                                : stored.get().chunks().isEmpty()
                                        && Optional.of(stored.get().run()).equals(written.run())));
    }

    /** Returns whether an earlier attempt of this call wrote the row. */
    private static boolean isWritten(StoredRun stored, NewWorkflowRun request, Body body, Instant now) {
        return body.manifest().isPresent()
                ? stored.kept().equals(body.manifest())
                : stored.own()
                        && stored.text().equals(request.snapshot().json().text())
                        && stored.resourceId().equals(request.resourceId().apply(stored.resourceId()))
                        && stored.labels().equals(WorkflowChanges.labels(stored.labels(), request))
                        && stored.updatedAt().equals(request.updatedAt().orElse(now));
    }

    /**
     * Reads, changes and writes a run in one transaction. If the snapshot is too large for the row, its chunks are stored in between, and the
     * row is written only if it has not changed; otherwise the whole operation is repeated.
     *
     * @param given the estimated heap for the new values, in bytes
     * @param change must depend only on the stored run; if it returns empty, nothing is written
     */
    Optional<WorkflowRun> change(
            String workflowName, String runId, long given, UnaryOperator<Optional<WorkflowRun>> change) {
        return budget.reserving(given, reservation -> change(workflowName, runId, given, change, reservation));
    }

    private Optional<WorkflowRun> change(
            String workflowName,
            String runId,
            long given,
            UnaryOperator<Optional<WorkflowRun>> change,
            Reservation reservation) {
        long start = lifetime.nanos();
        while (true) {
            Outcome outcome = attempt(workflowName, runId, given, change, reservation);
            if (!outcome.done()) {
                chunks.sweep(workflowName, runId);
                WorkflowRun run = outcome.run().orElseThrow();
                Optional<WorkflowRun> stored =
                        chunks.storing(workflowName, runId, run.snapshot(), body -> swap(outcome.before(), run, body));
                if (stored.isEmpty()) {
                    if (lifetime.nanos() - start > deadline.toNanos()) {
                        throw Refusals.retriesExhausted(Details.of("workflowName", workflowName, "runId", runId), null);
                    }
                    continue;
                }
            }
            discard(workflowName, runId, outcome.replaced());
            return outcome.run();
        }
    }

    private Outcome attempt(
            String workflowName,
            String runId,
            long given,
            UnaryOperator<Optional<WorkflowRun>> change,
            Reservation reservation) {
        AtomicReference<@Nullable Outcome> written = new AtomicReference<>();
        Work<Outcome> work = session -> {
            Optional<StoredRun> before = session.first(runs.get(workflowName, runId), RunColumns::map);
            reservation.require(given + before.map(RunMemory::ofChange).orElse(0L));
            Optional<WorkflowRun> stored =
                    before.isPresent() ? Optional.of(reads.whole(session, before.get())) : Optional.empty();
            Optional<WorkflowRun> changed = change.apply(stored);
            if (changed.isEmpty()) {
                return new Outcome(changed, Optional.empty(), true);
            }
            if (!Body.fits(changed.get().snapshot())) {
                return new Outcome(changed, before, false);
            }
            Outcome outcome = new Outcome(changed, before, true);
            written.set(outcome);
            write(session, before, changed.get(), Body.whole(changed.get().snapshot()));
            return outcome;
        };
        return transactions.transaction(work, session -> {
            Outcome earlier = written.get();
            if (earlier == null) {
                return Optional.empty();
            }
            Optional<StoredRun> stored = session.first(runs.get(workflowName, runId), RunColumns::map);
            Optional<Outcome> left =
                    left(stored, earlier, Body.whole(earlier.run().orElseThrow().snapshot()));
            if (left.isEmpty() && !stored.equals(earlier.before())) {
                // another writer may have changed the row of the earlier attempt
                session.requireNothingApplied();
            }
            return left;
        });
    }

    /** Writes a run if its row has not changed since it was read; otherwise returns empty. */
    private Optional<WorkflowRun> swap(Optional<StoredRun> before, WorkflowRun run, Body body) {
        Sql row = runs.get(run.workflowName(), run.runId());
        Outcome outcome = new Outcome(Optional.of(run), before, true);
        return transactions.transaction(
                session -> {
                    if (!session.first(row, RunColumns::map).equals(before)) {
                        // another writer may have changed the row of an earlier attempt
                        session.requireNothingApplied();
                        return Optional.empty();
                    }
                    write(session, before, run, body);
                    return Optional.of(run);
                },
                Proof.ofSome(session ->
                        left(session.first(row, RunColumns::map), outcome, body).flatMap(Outcome::run)));
    }

    private void write(Session session, Optional<StoredRun> before, WorkflowRun run, Body body) throws SQLException {
        int rows = session.update(
                before.isPresent() ? runs.update(run, body, before.get().kept()) : runs.create(run, body));
        if (rows == 0) {
            throw new SQLException("the run was created or deleted concurrently", "40001");
        }
    }

    private void discard(String workflowName, String runId, Optional<Manifest> replaced) {
        replaced.ifPresent(manifest -> chunks.discard(workflowName, runId, manifest));
    }
}
