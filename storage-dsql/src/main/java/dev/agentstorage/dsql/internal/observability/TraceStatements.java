package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.MetadataFilter;
import dev.agentstorage.dsql.internal.query.Windows;
import dev.agentstorage.dsql.internal.query.Windows.Keyset;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.observability.Correlation;
import dev.agentstorage.observability.EntityType;
import dev.agentstorage.observability.SpanEntity;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.observability.TraceStatus;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The statements that list and count traces and spans. Immutable and thread-safe. */
@Singleton
final class TraceStatements {
    private static final List<String> IDS = List.of("\"traceId\"", "\"spanId\"");

    private static final String IDENTITY = "(\"traceId\", \"spanId\") ";

    private final SpanStatements spans;
    private final Keyset byStart;
    private final boolean skipCorruptRows;

    @Inject
    TraceStatements(SpanStatements spans, DsqlSettings settings) {
        this.skipCorruptRows = settings.reactions().skipCorruptRows();
        this.spans = spans;
        this.byStart = new Keyset("\"startedAt\"", "\"startedAtZ\"", spans.name(), IDS);
    }

    Sql traces(TraceQuery query, Window window) {
        return traces(() -> spans.select("root"), query, window);
    }

    /** The heads of the traces of a query. */
    Sql heads(TraceQuery query, Window window) {
        return traces(() -> spans.selectHeads("root"), query, window);
    }

    private Sql traces(Supplier<Sql> select, TraceQuery query, Window window) {
        if (query.order() == TraceQuery.Order.STARTED_AT) {
            return Windows.append(filters(select.get(), query), window, query.direction(), byStart);
        }
        boolean ascending = window.direction(query.direction()) == Direction.ASC;
        String order = order(ascending);
        Position after = window.after().orElse(null);
        if (after == null) {
            return Windows.limit(bounded(select, query, window).add(order), window);
        }
        // rows without an end come last in ascending order and first in descending order
        boolean open = after.key() == Position.OPEN;
        Sql rest = bounded(select, query, window);
        String compare = ascending ? ">" : "<";
        if (open) {
            rest.where("\"endedAt\" IS NULL").where(IDENTITY + compare + " (?, ?)", ids(after));
        } else {
            rest.where(ended(compare), ended(after));
        }
        if (open == ascending) {
            return Windows.limit(rest.add(order), window);
        }
        Sql other = bounded(select, query, window).where(ascending ? "\"endedAt\" IS NULL" : "\"endedAt\" IS NOT NULL");
        // each part has its own limit, so that both are read from an index, and only as far as the merge needs rows;
        // if rows may be skipped, the number of rows to read is unknown
        long most = skipCorruptRows ? Long.MAX_VALUE : window.limit();
        rest.add(order).window(most, 0);
        other.add(order).window(most, 0);
        return Windows.limit(Sql.of("").add(rest).add(" UNION ALL ").add(other).add(order), window);
    }

    /** The root spans of a query by their end times, up to the bound of the window. */
    private Sql bounded(Supplier<Sql> select, TraceQuery query, Window window) {
        Sql sql = filters(select.get(), query);
        if (window.until().isEmpty()) {
            return sql;
        }
        Position until = window.until().get();
        boolean ascending = window.direction(query.direction()) == Direction.ASC;
        String compare = ascending ? "<=" : ">=";
        if (until.key() == Position.OPEN) {
            String inPlace = IDENTITY + compare + " (?, ?)";
            return ascending
                    ? sql.where("(\"endedAt\" IS NOT NULL OR " + inPlace + ")", ids(until))
                    : sql.where("\"endedAt\" IS NULL").where(inPlace, ids(until));
        }
        return ascending
                ? sql.where(ended(compare), ended(until))
                : sql.where("(\"endedAt\" IS NULL OR " + ended(compare) + ")", ended(until));
    }

    private String ended(String compare) {
        return "(\"endedAt\", \"traceId\", \"spanId\") " + compare + " (COALESCE((SELECT max(seen.\"endedAt\") FROM "
                + spans.name() + " seen WHERE seen.\"traceId\" = ? AND seen.\"spanId\" = ? AND "
                + "seen.\"endedAtZ\" = ?), ?), ?, ?)";
    }

    private static Object[] ended(Position place) {
        return new Object[] {
            place.ids().get(0),
            place.ids().get(1),
            Times.zoned(place.instant()),
            Times.wall(place.instant()),
            place.ids().get(0),
            place.ids().get(1)
        };
    }

    Sql countTraces(TraceQuery query) {
        return filters(Sql.of("SELECT count(*) AS count FROM " + spans.name() + " root"), query);
    }

    Sql spans(TimeRange startedAt, Window window) {
        return Windows.append(range(spans.select("span"), "\"startedAt\"", startedAt), window, Direction.ASC, byStart);
    }

    Sql countSpans(TimeRange startedAt) {
        return range(Sql.of("SELECT count(*) AS count FROM " + spans.name()), "\"startedAt\"", startedAt);
    }

    private static Object[] ids(Position position) {
        return position.ids().toArray();
    }

    private static String order(boolean ascending) {
        // the server also sorts null after all other values
        return ascending
                ? " ORDER BY \"endedAt\", \"traceId\", \"spanId\""
                : " ORDER BY \"endedAt\" DESC, \"traceId\" DESC, \"spanId\" DESC";
    }

    private Sql filters(Sql sql, TraceQuery query) {
        sql.where("\"parentSpanId\" IS NULL");
        range(sql, "\"startedAt\"", query.startedAt());
        range(sql, "\"endedAt\"", query.endedAt());
        query.spanType().ifPresent(type -> sql.where("\"spanType\" = ?", type.value()));
        entity(sql, query.entity());
        correlation(sql, query.correlation());
        query.status().ifPresent(status -> status(sql, status));
        query.hasChildError()
                .ifPresent(wanted -> sql.where((wanted ? "" : "NOT ") + "EXISTS (SELECT 1 FROM " + spans.name()
                        + " other WHERE other.\"traceId\" = root.\"traceId\" AND " + SpanStatements.hasError("other.")
                        + ")"));
        query.scope().ifPresent(scope -> MetadataFilter.whereCanonical(sql, "scope", scope));
        query.metadata().ifPresent(metadata -> MetadataFilter.whereCanonical(sql, "metadata", metadata));
        query.tags().stream()
                .limit(MetadataFilter.MOST)
                .forEach(tag -> sql.where(
                        // other writers store a single tag as plain text, which may even begin with a bracket
                        "(tags LIKE ? OR tags NOT LIKE '[%' OR tags = ?)",
                        containing(Json.of(tag).text()), tag));
        return sql;
    }

    private static void status(Sql sql, TraceStatus status) {
        String error = SpanStatements.hasError("");
        switch (status) {
            case ERROR -> sql.where(error);
            case RUNNING -> sql.where("NOT " + error).where("\"endedAt\" IS NULL");
            case SUCCESS -> sql.where("NOT " + error).where("\"endedAt\" IS NOT NULL");
        }
    }

    private static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    private static void entity(Sql sql, SpanEntity entity) {
        equal(sql, "\"entityType\" = ?", entity.type().map(EntityType::value));
        equal(sql, "\"entityId\" = ?", entity.id());
        equal(sql, "\"entityName\" = ?", entity.name());
        equal(sql, "\"entityVersionId\" = ?", entity.versionId());
    }

    private static void correlation(Sql sql, Correlation correlation) {
        equal(sql, "\"userId\" = ?", correlation.userId());
        equal(sql, "\"organizationId\" = ?", correlation.organizationId());
        equal(sql, "\"resourceId\" = ?", correlation.resourceId());
        equal(sql, "\"runId\" = ?", correlation.runId());
        equal(sql, "\"sessionId\" = ?", correlation.sessionId());
        equal(sql, "\"threadId\" = ?", correlation.threadId());
        equal(sql, "\"requestId\" = ?", correlation.requestId());
        equal(sql, "environment = ?", correlation.environment());
        equal(sql, "source = ?", correlation.source());
        equal(sql, "\"serviceName\" = ?", correlation.serviceName());
        equal(sql, "\"experimentId\" = ?", correlation.experimentId());
    }

    private static void equal(Sql sql, String condition, Optional<String> value) {
        value.ifPresent(wanted -> sql.where(condition, wanted));
    }

    private static Sql range(Sql sql, String column, TimeRange range) {
        range.start()
                .ifPresent(start -> sql.where(column + (range.startExclusive() ? " > ?" : " >= ?"), Times.wall(start)));
        range.end().ifPresent(end -> sql.where(column + (range.endExclusive() ? " < ?" : " <= ?"), Times.wall(end)));
        return sql;
    }
}
