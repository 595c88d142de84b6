package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.FilterBound;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRunHead;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The operations that read heads of runs. The database returns a snapshot only for rows that another program wrote last, because their status
 * is only in the snapshot. The number of rows that one call filters on the client is limited. Thread-safe.
 */
@Singleton
final class RunHeads {
    /** Maximum number of rows of one statement, because each row may include a snapshot. */
    private static final long PORTION = 200;

    private final Transactions transactions;
    private final RunListStatements listing;
    private final FilterBound bound;
    private final boolean skipCorruptRows;

    @Inject
    RunHeads(Transactions transactions, RunListStatements listing, FilterBound bound, DsqlSettings settings) {
        this.transactions = transactions;
        this.listing = listing;
        this.bound = bound;
        this.skipCorruptRows = settings.reactions().skipCorruptRows();
    }

    Optional<WorkflowRunHead> get(String workflowName, String runId) {
        return transactions
                .read(session -> session.first(listing.head(workflowName, runId), RunColumns::mapHead))
                .map(StoredHead::head);
    }

    List<WorkflowRunHead> list(WorkflowQuery query, Window window) {
        boolean skip = skipCorruptRows && !window.complete();
        List<WorkflowRunHead> found = new ArrayList<>();
        // if the client filters rows, it must also apply the offset
        long left = skip || query.status().isPresent() || query.labels().isPresent() ? window.offset() : 0;
        long offset = window.offset() - left;
        Optional<Position> after = window.after();
        Predicate<Json> labels = query.labelsMatcher();
        long judged = 0;
        while (true) {
            // avoids an overflow if there is no limit
            long wanted = Math.min(PORTION, left) + Math.min(PORTION, window.limit() - found.size());
            long portion = Math.min(PORTION, wanted);
            Window next = new Window(after, window.until(), offset, portion, window.complete(), window.backward());
            List<StoredHead> rows =
                    transactions.read(session -> session.query(listing.heads(query, next), RunColumns::mapHead));
            offset = 0;
            judged += rows.stream()
                    .filter(row -> !row.row().own() || query.labels().isPresent())
                    .count();
            bound.require(judged);
            for (StoredHead row : rows) {
                Optional<WorkflowRunHead> head =
                        labels.test(row.row().labels()) ? shown(query, row, skip) : Optional.empty();
                if (head.isPresent() && left > 0) {
                    left--;
                } else if (head.isPresent()) {
                    found.add(head.get());
                }
            }
            if (rows.size() < portion || found.size() == window.limit()) {
                return found;
            }
            after = Optional.of(rows.get(rows.size() - 1).position());
        }
    }

    /** Counts the runs of a query with a filter on labels, which the client evaluates. */
    long count(WorkflowQuery query) {
        return list(query, Window.everything()).size();
    }

    /** Returns the head; empty if the run does not have the status, or is unreadable and skipped. */
    private static Optional<WorkflowRunHead> shown(WorkflowQuery query, StoredHead row, boolean skip) {
        try {
            return Optional.of(row.head())
                    .filter(head -> query.status().isEmpty() || query.status().equals(head.status()));
        } catch (CorruptDataException e) {
            if (skip || query.status().isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
