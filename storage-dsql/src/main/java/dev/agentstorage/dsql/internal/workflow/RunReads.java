package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.MemoryBudget;
import dev.agentstorage.dsql.internal.tx.MemoryBudget.Reservation;
import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The operations that read runs. Thread-safe. */
@Singleton
final class RunReads {
    private static final long PORTION = 200;

    private final Transactions transactions;
    private final RunStatements runs;
    private final RunListStatements listing;
    private final Chunks chunks;
    private final FilterBound bound;
    private final MemoryBudget budget;
    private final boolean skipCorruptRows;

    /**
     * The filters of one call.
     *
     * @param query all of them
     * @param labels the one on labels, which counts what it costs
     * @param others all but that one
     */
    private record Filter(WorkflowQuery query, Predicate<Json> labels, WorkflowQuery others) {
        /** Returns whether this side leaves rows out. */
        boolean isJudged() {
            return query.status().isPresent() || query.labels().isPresent();
        }

        boolean hasLabels(StoredRun row) {
            return labels.test(row.labels());
        }
    }

    @Inject
    RunReads(
            Transactions transactions,
            RunStatements runs,
            RunListStatements listing,
            Chunks chunks,
            FilterBound bound,
            MemoryBudget budget,
            DsqlSettings settings) {
        this.budget = budget;
        this.bound = bound;
        this.skipCorruptRows = settings.reactions().skipCorruptRows();
        this.transactions = transactions;
        this.runs = runs;
        this.listing = listing;
        this.chunks = chunks;
    }

    /**
     * Returns the run of a row, reading the chunks of its snapshot in the same transaction.
     *
     * @throws CorruptDataException {@code snapshot-overwritten} with what can be read
     */
    WorkflowRun whole(Session session, StoredRun row) throws SQLException {
        Optional<Manifest> manifest = row.chunks();
        if (manifest.isPresent()) {
            WorkflowRun run = row.run(chunks.read(session, row, manifest.get()));
            return row.isOutlineOf(manifest.get())
                    ? run
                    : row.run(new WorkflowSnapshot(Outline.laidOver(
                            run.snapshot(), row.runId(), row.run().snapshot().json(), manifest.get())));
        }
        WorkflowRun run = row.run();
        if (!row.isOverwritten()) {
            return run;
        }
        List<WorkflowRun> readable = new ArrayList<>(List.of(row.withText(run)));
        Optional<Manifest> kept = row.kept();
        if (kept.isPresent()) {
            readable.add(row.run(chunks.read(session, row, kept.get())));
        }
        throw row.overwritten(readable);
    }

    /** Returns the run of a statement that reads one. */
    Optional<WorkflowRun> one(Sql sql) {
        Optional<StoredRun> row = transactions.read(session -> session.first(sql, RunColumns::map));
        if (row.isEmpty() || isWhole(row.get())) {
            return row.map(StoredRun::run);
        }
        return budget.reserving(RunMemory.ofRead(row.get()), reservation -> inPieces(sql, reservation, 0));
    }

    /**
     * Returns a run whose chunks may have been replaced since its row was read: they are read together with the row that names them.
     *
     * @param others what the call needs besides this run
     */
    private Optional<WorkflowRun> inPieces(Sql sql, Reservation reservation, long others) {
        return transactions.snapshot(session -> {
            Optional<StoredRun> row = session.first(sql, RunColumns::map);
            if (row.isEmpty()) {
                return Optional.empty();
            }
            reservation.require(others + RunMemory.ofRead(row.get()));
            return Optional.of(whole(session, row.get()));
        });
    }

    private static boolean isWhole(StoredRun row) {
        return row.chunks().isEmpty() && !row.isOverwritten();
    }

    List<WorkflowRun> list(WorkflowQuery query, Window window) {
        return budget.reserving(0, reservation -> list(query, window, reservation));
    }

    private List<WorkflowRun> list(WorkflowQuery query, Window window, Reservation reservation) {
        List<WorkflowRun> found = new ArrayList<>();
        Window rest = window;
        boolean skip = skipCorruptRows && !window.complete();
        Filter filter = new Filter(
                query, query.labelsMatcher(), query.toBuilder().clearLabels().build());
        if (window.offset() > 0 && (skip || filter.isJudged())) {
            Optional<Position> begin = skip(filter, window, skip, reservation);
            if (begin.isEmpty()) {
                return found;
            }
            rest = window.next(begin, window.limit());
        }
        long judged = 0;
        long needed = 0;
        while (true) {
            long limit = window.limit() - found.size();
            List<StoredRun> rows;
            boolean last;
            if (query.status().isPresent()) {
                long portion = Math.min(limit, PORTION);
                rows = rows(listing.listOfStatus(query, query.status().get(), false, rest.ofAtMost(portion)));
                judged = judged(query, rows, judged);
                last = rows.size() < portion;
            } else if (query.labels().isPresent()) {
                long portion = Math.min(limit, PORTION);
                rows = readable(listing.list(query, rest.ofAtMost(portion)), skip);
                judged = judged(query, rows, judged);
                last = rows.size() < portion;
            } else {
                rows = readable(listing.list(query, rest.ofAtMost(limit)), skip);
                last = rows.size() < limit;
            }
            needed += rows.stream().mapToLong(RunMemory::ofRead).sum();
            reservation.require(needed);
            for (StoredRun row : rows) {
                shown(filter, row, skip, reservation, needed).ifPresent(found::add);
            }
            if (last || found.size() == window.limit()) {
                return found;
            }
            // rows that did not match, or that were removed while the chunks of others were read
            rest = window.next(Optional.of(position(rows.get(rows.size() - 1))), window.limit());
        }
    }

    /** Returns the position of the last row that the window leaves out; empty when there are not that many. */
    private Optional<Position> skip(Filter filter, Window window, boolean skip, Reservation reservation) {
        WorkflowQuery query = filter.query();
        long left = window.offset();
        long judged = 0;
        Optional<Position> after = Optional.empty();
        while (true) {
            long portion = Math.min(left, PORTION);
            // a row that will be left out is no row of the pages before, either
            Window next = window.next(after, portion).ofAll();
            List<StoredRun> rows = query.status().isPresent()
                    ? rows(listing.listOfStatus(query, query.status().get(), !skip, next))
                    : rows(listing.list(query, next));
            judged = judged(query, rows, judged);
            for (StoredRun row : rows) {
                boolean counts = skip
                        ? shown(filter, row, true, reservation, RunMemory.ofRead(row))
                                .isPresent()
                        : filter.hasLabels(row) && (row.own() || hasStatus(query, row));
                if (counts) {
                    left--;
                }
            }
            if (rows.isEmpty()) {
                return Optional.empty();
            }
            after = Optional.of(position(rows.get(rows.size() - 1)));
            if (left == 0) {
                return after;
            }
            if (rows.size() < portion) {
                return Optional.empty();
            }
        }
    }

    long count(WorkflowQuery query) {
        if (query.status().isEmpty()) {
            return counts(listing.count(query))[0];
        }
        WorkflowStatus status = query.status().get();
        long[] counts = counts(listing.countOfStatus(query, status));
        long count = counts[0];
        Optional<Position> after = Optional.empty();
        bound.require(counts[1]);
        boolean last = counts[1] == 0;
        while (!last) {
            List<StoredRun> rows = rows(listing.listToJudge(query, status, Window.after(after, PORTION)));
            count += rows.stream().filter(row -> hasStatus(query, row)).count();
            last = rows.size() < PORTION;
            if (!last) {
                after = Optional.of(position(rows.get(rows.size() - 1)));
            }
        }
        return count;
    }

    private long[] counts(Sql sql) {
        return transactions
                .read(session -> session.first(sql, row -> new long[] {row.number("count"), row.number("judged")}))
                .orElseGet(() -> new long[2]);
    }

    private List<StoredRun> rows(Sql sql) {
        return transactions.read(session -> session.query(sql, RunColumns::map));
    }

    /** Reads rows, without those whose snapshots are not JSON when they are to be left out. */
    private List<StoredRun> readable(Sql sql, boolean skip) {
        return transactions.read(session -> session.query(sql, row -> {
            StoredRun stored = RunColumns.map(row);
            if (skip) {
                // here it is left out without a gap in the page
                stored.requireReadable();
            }
            return stored;
        }));
    }

    /**
     * Returns the run as the query shows it; empty when it does not have the status, is deleted, or cannot be read and is to be left out.
     *
     * @param needed what the call needs, this run included
     */
    private Optional<WorkflowRun> shown(
            Filter filter, StoredRun row, boolean skip, Reservation reservation, long needed) {
        WorkflowQuery query = filter.query();
        if (!filter.hasLabels(row) || (!row.own() && !hasStatus(query, row))) {
            return Optional.empty();
        }
        try {
            Optional<WorkflowRun> run = isWhole(row)
                    ? Optional.of(row.run())
                    : inPieces(runs.get(row.workflowName(), row.runId()), reservation, needed - RunMemory.ofRead(row));
            return run.filter(filter.others()::matches);
        } catch (CorruptDataException e) {
            if (skip) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Returns whether the snapshot has the requested status; one that cannot be read has none, and does no harm to a query for others. */
    private static boolean hasStatus(WorkflowQuery query, StoredRun row) {
        try {
            return query.status().isEmpty() || row.run().status().equals(query.status());
        } catch (CorruptDataException e) {
            return false;
        }
    }

    /**
     * Returns the number of rows so far that the client must filter, by the status in their snapshots or by labels.
     *
     * @throws TooLargeException {@code filter-too-wide}
     */
    private long judged(WorkflowQuery query, List<StoredRun> rows, long before) {
        if (query.status().isEmpty() && query.labels().isEmpty()) {
            return before;
        }
        long judged = before
                + rows.stream()
                        .filter(row -> query.labels().isPresent() || !row.own())
                        .count();
        bound.require(judged);
        return judged;
    }

    private static Position position(StoredRun row) {
        return Position.of(row.createdAt(), row.workflowName(), row.runId());
    }
}
