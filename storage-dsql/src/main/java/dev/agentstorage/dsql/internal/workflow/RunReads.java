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
     * @param query all filters
     * @param labels the filter on labels, which counts the rows that it scans
     * @param others all filters except that on labels
     */
    private record Filter(WorkflowQuery query, Predicate<Json> labels, WorkflowQuery others) {
        /** Returns whether the client filters rows. */
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
     * Returns the run of a row. Reads the chunks of its snapshot in the same transaction.
     *
     * @throws CorruptDataException {@code snapshot-overwritten} with the readable parts
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

    /** Returns the run that a statement reads. */
    Optional<WorkflowRun> one(Sql sql) {
        Optional<StoredRun> row = transactions.read(session -> session.first(sql, RunColumns::map));
        if (row.isEmpty() || isWhole(row.get())) {
            return row.map(StoredRun::run);
        }
        return budget.reserving(RunMemory.ofRead(row.get()), reservation -> inPieces(sql, reservation, 0));
    }

    /**
     * Returns a run in chunks. Reads its row again together with the chunks, because they may have been replaced meanwhile.
     *
     * @param others the heap that the call needs in addition to this run, in bytes
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
            // replaces rows that did not match, or were removed while chunks were read
            rest = window.next(Optional.of(position(rows.get(rows.size() - 1))), window.limit());
        }
    }

    /** Returns the position of the last row before the window's offset; empty if there are fewer rows. */
    private Optional<Position> skip(Filter filter, Window window, boolean skip, Reservation reservation) {
        WorkflowQuery query = filter.query();
        long left = window.offset();
        long judged = 0;
        Optional<Position> after = Optional.empty();
        while (true) {
            long portion = Math.min(left, PORTION);
            // skipped rows do not count towards the offset
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

    /** Reads rows; omits those whose snapshots are not valid JSON if unreadable rows are skipped. */
    private List<StoredRun> readable(Sql sql, boolean skip) {
        return transactions.read(session -> session.query(sql, row -> {
            StoredRun stored = RunColumns.map(row);
            if (skip) {
                // skipped here, the row does not leave a gap in the page
                stored.requireReadable();
            }
            return stored;
        }));
    }

    /**
     * Returns the run for the query; empty if it does not have the status, is deleted, or is unreadable and skipped.
     *
     * @param needed the heap that the call needs, including this run, in bytes
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

    /** Returns whether the snapshot has the requested status. An unreadable snapshot has none, and does not fail a query for a status. */
    private static boolean hasStatus(WorkflowQuery query, StoredRun row) {
        try {
            return query.status().isEmpty() || row.run().status().equals(query.status());
        } catch (CorruptDataException e) {
            return false;
        }
    }

    /**
     * Returns the total number of rows that the client has filtered so far, by the status in their snapshots or by labels.
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
