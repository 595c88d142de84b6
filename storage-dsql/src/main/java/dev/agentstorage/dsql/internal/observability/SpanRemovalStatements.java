package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;

/** The statements that remove spans, each up to a limit. Immutable and thread-safe. */
@Singleton
final class SpanRemovalStatements {
    private static final String KEY = "\"traceId\", \"spanId\"";
    private static final String BY_START = " ORDER BY \"startedAt\", \"traceId\", \"spanId\" LIMIT ?";
    private static final String OWN_ROOT = "\"resourceId\" = ? AND \"parentSpanId\" IS NULL";

    private final String name;

    @Inject
    SpanRemovalStatements(SpanStatements spans) {
        name = spans.name();
    }

    /** Removes spans of traces and returns the trace of each. */
    Sql ofTraces(Collection<String> traceIds, int limit) {
        return closed(delete(keys()).whereIn("\"traceId\"", traceIds).add(" LIMIT ?", limit))
                .add(" RETURNING \"traceId\"");
    }

    Sql startedBefore(Instant instant, int limit) {
        return closed(before(delete(keys()), instant).add(BY_START, limit));
    }

    /** Returns a row if any span started before the instant. */
    Sql anyStartedBefore(Instant instant) {
        return before(Sql.of("SELECT 1 FROM " + name), instant).add(" LIMIT 1");
    }

    /** Both time columns must be earlier, because another writer may have stored different values. */
    private static Sql before(Sql sql, Instant instant) {
        return sql.where("\"startedAt\" < ?", Times.wall(instant))
                .where("COALESCE(\"startedAtZ\" < ?, TRUE)", Times.zoned(instant));
    }

    Sql some(int limit) {
        return closed(delete(keys()).add(" LIMIT ?", limit));
    }

    /** Removes spans of a resource that have a parent. */
    Sql childrenOf(String resourceId, int limit) {
        return closed(delete(keys())
                .where("\"resourceId\" = ?", resourceId)
                .where("\"parentSpanId\" IS NOT NULL")
                .add(" LIMIT ?", limit));
    }

    /** Removes spans in the traces of the resource's first root spans, except root spans of the resource. */
    Sql inTracesOf(String resourceId, int roots, int limit) {
        return closed(delete("SELECT inside.\"traceId\", inside.\"spanId\" FROM (SELECT DISTINCT first.\"traceId\" FROM"
                        + " (SELECT \"traceId\" FROM " + name + " WHERE " + OWN_ROOT + BY_START
                        + ") first) own JOIN " + name + " inside ON inside.\"traceId\" = own.\"traceId\"")
                .bind(resourceId, roots)
                .where(
                        "(inside.\"parentSpanId\" IS NOT NULL OR inside.\"resourceId\" IS NULL"
                                + " OR inside.\"resourceId\" <> ?)",
                        resourceId)
                .add(" LIMIT ?", limit));
    }

    /** Removes the resource's first root spans. */
    Sql rootsOf(String resourceId, int limit) {
        return closed(delete(keys()).where(OWN_ROOT, resourceId).add(BY_START, limit));
    }

    private String keys() {
        return "SELECT " + KEY + " FROM " + name;
    }

    private Sql delete(String keys) {
        return Sql.of("DELETE FROM " + name + " WHERE (" + KEY + ") IN (" + keys);
    }

    private static Sql closed(Sql sql) {
        return sql.add(")");
    }
}
