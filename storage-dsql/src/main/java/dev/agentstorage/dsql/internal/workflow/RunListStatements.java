package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.schema.WorkflowTables;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowStatus;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * The statements that list and count runs. Each statement reads an index from a position on.
 *
 * <p>A filter on the status handles two kinds of rows: rows that this library wrote last have the status in a column; for all others the client
 * reads it from the snapshot. Immutable and thread-safe.
 */
@Singleton
final class RunListStatements {
    /** The snapshot of rows that another program wrote last; an empty text for all others. */
    private static final String SNAPSHOT_OF_FOREIGN =
            "CASE WHEN " + WorkflowTables.OWN + " THEN '' ELSE snapshot END AS snapshot";

    private final String table;
    private final String heads;

    @Inject
    RunListStatements(RunStatements runs) {
        table = runs.name();
        heads = "SELECT " + RunColumns.HEAD + SNAPSHOT_OF_FOREIGN + ", octet_length(snapshot) AS size, as_status FROM "
                + table;
    }

    /** What the head of a run is made of. */
    Sql head(String workflowName, String runId) {
        return Sql.of(heads + " WHERE workflow_name = ? AND run_id = ?", workflowName, runId);
    }

    /** What the heads of the runs of a query are made of; of those that may have a status the offset of the window is left out. */
    Sql heads(WorkflowQuery query, Window window) {
        return query.status().isPresent()
                ? ofStatus(heads, query, query.status().get(), window)
                : all(heads, query, window);
    }

    /** The runs of a query that does not ask for a status. */
    Sql list(WorkflowQuery query, Window window) {
        return all("SELECT " + RunColumns.HEAD + "snapshot FROM " + table, query, window);
    }

    private static Sql all(String select, WorkflowQuery query, Window window) {
        Sql sql = filters(Sql.of(select), query);
        return Windows.limit(ordered(within(sql, query, window), query, window), window);
    }

    /**
     * The runs of a window that may have a status; its offset is left out.
     *
     * @param judged whether the snapshots are wanted of those rows only that have to be judged
     */
    Sql listOfStatus(WorkflowQuery query, WorkflowStatus status, boolean judged, Window window) {
        String select = "SELECT " + RunColumns.HEAD + (judged ? SNAPSHOT_OF_FOREIGN : "snapshot") + " FROM " + table;
        return ofStatus(select, query, status, window);
    }

    private static Sql ofStatus(String select, WorkflowQuery query, WorkflowStatus status, Window window) {
        Sql sql = Sql.of("SELECT * FROM ((" + select);
        own(sql, query, status);
        ordered(within(sql, query, window), query, window).add(" LIMIT ?) UNION ALL (" + select, window.limit());
        sql.add(" WHERE " + WorkflowTables.FOREIGN);
        foreign(sql, query, status);
        ordered(within(sql, query, window), query, window).add(" LIMIT ?)) runs", window.limit());
        return ordered(sql, query, window).add(" LIMIT ?", window.limit());
    }

    /** The runs of which only their snapshots tell whether they have a status. */
    Sql listToJudge(WorkflowQuery query, WorkflowStatus status, Window window) {
        Sql sql = Sql.of("SELECT " + RunColumns.HEAD + "snapshot FROM " + table).where(WorkflowTables.FOREIGN);
        foreign(sql, query, status);
        return ordered(within(sql, query, window), query, window).add(" LIMIT ?", window.limit());
    }

    Sql count(WorkflowQuery query) {
        return filters(Sql.of("SELECT count(*) AS count, 0 AS judged FROM " + table), query);
    }

    /** Counts the own runs of a status, and in the column {@code judged} those that have to be judged. */
    Sql countOfStatus(WorkflowQuery query, WorkflowStatus status) {
        Sql sql = Sql.of("SELECT (SELECT count(*) FROM " + table);
        own(sql, query, status);
        sql.add(") AS count, (SELECT count(*) FROM " + table + " WHERE " + WorkflowTables.FOREIGN);
        return foreign(sql, query, status).add(") AS judged");
    }

    private static Sql own(Sql sql, WorkflowQuery query, WorkflowStatus status) {
        return filters(sql.where(WorkflowTables.OWN).where("as_status = ?", status.value()), query);
    }

    /** The status is a JSON string in the snapshot, unless it is written with escapes. */
    private static Sql foreign(Sql sql, WorkflowQuery query, WorkflowStatus status) {
        String text = Json.of(status.value())
                .text()
                .replace("\\", "\\\\")
                .replace("_", "\\_")
                .replace("%", "\\%");
        return filters(sql.where("(snapshot LIKE ? OR snapshot LIKE ?)", "%" + text + "%", "%\\\\u%"), query);
    }

    private static Sql filters(Sql sql, WorkflowQuery query) {
        query.workflowName().ifPresent(name -> sql.where("workflow_name = ?", name));
        query.resourceId().ifPresent(id -> sql.where("\"resourceId\" = ?", id));
        query.labels().ifPresent(labels -> MetadataFilter.whereCanonical(sql, "as_labels", labels));
        Optional<Instant> start = query.createdAt().start();
        if (start.isPresent()) {
            sql.where(
                    "\"createdAt\" " + (query.createdAt().startExclusive() ? "> ?" : ">= ?"), Times.wall(start.get()));
        }
        Optional<Instant> end = query.createdAt().end();
        if (end.isPresent()) {
            sql.where("\"createdAt\" " + (query.createdAt().endExclusive() ? "< ?" : "<= ?"), Times.wall(end.get()));
        }
        return sql;
    }

    /** What is shown of {@code createdAt} is what rows are sorted by, so a position is the key itself. */
    private static Sql within(Sql sql, WorkflowQuery query, Window window) {
        boolean ascending = ascending(query, window);
        window.after().ifPresent(after -> compare(sql, query, ascending ? " > " : " < ", after));
        window.until().ifPresent(until -> compare(sql, query, ascending ? " <= " : " >= ", until));
        return sql;
    }

    private static void compare(Sql sql, WorkflowQuery query, String operator, Position place) {
        if (query.workflowName().isPresent()) {
            // all rows are of one workflow; with its name the comparison would not be one of the index's columns
            sql.where(
                    "(\"createdAt\", run_id)" + operator + "(?, ?)",
                    Times.wall(place.instant()),
                    place.ids().get(1));
        } else {
            sql.where(
                    "(\"createdAt\", workflow_name, run_id)" + operator + "(?, ?, ?)",
                    Times.wall(place.instant()),
                    place.ids().get(0),
                    place.ids().get(1));
        }
    }

    private static boolean ascending(WorkflowQuery query, Window window) {
        return window.direction(query.direction()) == Direction.ASC;
    }

    private static Sql ordered(Sql sql, WorkflowQuery query, Window window) {
        return sql.add(
                ascending(query, window)
                        ? " ORDER BY \"createdAt\", workflow_name, run_id"
                        : " ORDER BY \"createdAt\" DESC, workflow_name DESC, run_id DESC");
    }
}
