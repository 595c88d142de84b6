package dev.agentstorage.dsql.internal.observability;

import dev.agentstorage.dsql.internal.query.Columns;
import dev.agentstorage.dsql.internal.query.Columns.Column;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.observability.Span;
import dev.agentstorage.observability.SpanPatch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The statements that write spans, and those that read one span or one trace. Immutable and thread-safe. */
@Singleton
final class SpanStatements {
    /** Maximum number of rows of one statement, which can have 65,535 parameters, including some that do not belong to rows. */
    static final int ROWS_PER_STATEMENT = 65_535 / (SpanColumns.ALL.size() + 2);

    private static final String TABLE = SpanColumns.TABLE;
    private static final String KEY = "\"traceId\", \"spanId\"";
    private static final String[] KEPT = {"traceId", "spanId", "createdAt", "createdAtZ"};
    private static final Set<String> GROWING = Set.of("updatedAt", "updatedAtZ");
    private static final String LAST = "'9999-12-31 23:59:59.999999";

    /** The stored size of the columns that can be large; the server knows the length of a value without reading it. */
    private static final String STORED_BYTES = Stream.of(
                    "attributes", "links", "input", "output", "error", "requestContext", "scope", "metadata", "tags")
            .map(column -> "COALESCE(octet_length(stored.\"" + column + "\"), 0)")
            .collect(Collectors.joining(" + "));

    /** An upper bound for the total size of all ids and names of a span, in bytes. */
    private static final long NAMES_BYTES = 64 << 10;

    private final String name;
    private final String select;
    private final String selectHeads;
    private final String insert;
    private final String replace;

    @Inject
    SpanStatements(DsqlSettings settings) {
        name = Identifiers.qualified(settings.schema(), TABLE);
        select = "SELECT " + list(SpanColumns.ALL, "") + " FROM ";
        selectHeads = "SELECT " + list(SpanColumns.HEAD, "") + ", " + hasError("") + " AS \"hasError\" FROM ";
        insert = "INSERT INTO " + name + " (" + SpanColumns.ALL.names() + ") VALUES ";
        replace = " ON CONFLICT (" + KEY + ") DO UPDATE SET "
                + SpanColumns.ALL.without(KEPT).join(column -> column.quoted() + " = " + replacement(column));
    }

    private static String replacement(Column<Span> column) {
        String given = "EXCLUDED." + column.quoted();
        return GROWING.contains(column.name())
                ? "GREATEST(" + given + ", " + TABLE + "." + column.quoted() + ")"
                : given;
    }

    /** Returns the select list. The {@code updatedAt} of a row that was never updated may be null. */
    private static String list(Columns<Span> columns, String prefix) {
        return columns.join(column -> column.name().equals("updatedAt")
                ? "COALESCE(" + prefix + "\"updatedAt\", " + prefix + "\"createdAt\") AS \"updatedAt\""
                : prefix + column.quoted());
    }

    /** The qualified name of the table. */
    String name() {
        return name;
    }

    /** Begins a statement that reads spans; the table has the given alias. */
    Sql select(String alias) {
        return Sql.of(select + name + " " + alias);
    }

    /** Begins a statement that reads the heads of traces; the table has the given alias. */
    Sql selectHeads(String alias) {
        return Sql.of(selectHeads + name + " " + alias);
    }

    /** Returns the condition that a span has an error. Other writers may store a JSON null for none. */
    static String hasError(String prefix) {
        return "(" + prefix + "error IS NOT NULL AND " + prefix + "error NOT IN ('null', ''))";
    }

    /** @throws dev.agentstorage.error.TooLargeException {@code row-too-large} */
    static void requireRow(Span span) {
        RowSize.require(Arrays.asList(SpanColumns.ALL.values(span)));
    }

    /** @throws dev.agentstorage.error.TooLargeException {@code row-too-large} if the patch alone is too large for a row */
    static void requireRow(SpanPatch patch) {
        RowSize.require(SpanPatches.assignments(patch).values());
    }

    /**
     * Inserts spans with distinct identities, at most {@link #ROWS_PER_STATEMENT}, or replaces stored ones except for {@code createdAt}.
     * Returns the stored times of each span.
     */
    Sql save(List<Span> spans) {
        return create(spans)
                .add(replace)
                .add(" RETURNING " + KEY + ", \"createdAt\", \"createdAtZ\", \"updatedAt\", \"updatedAtZ\"");
    }

    /** Inserts new spans with distinct identities, at most {@link #ROWS_PER_STATEMENT}. */
    Sql create(List<Span> spans) {
        return SpanColumns.ALL.rows(Sql.of(insert), spans);
    }

    /** Reads which of these spans exist. */
    Sql present(Collection<List<String>> identities) {
        return among(Sql.of("SELECT " + KEY + " FROM " + name), identities);
    }

    /**
     * Updates spans with distinct identities, at most {@link #ROWS_PER_STATEMENT}, and returns them; fewer if some do not exist.
     * Each row of values contains all columns that any patch changes, and which of them its own patch changes.
     */
    Sql update(List<SpanPatch> patches, Instant now) {
        return update(patches, now, sql -> {});
    }

    /** Like {@link #update}, but does not change spans that could then exceed the maximum size of a row. */
    Sql updateSmall(List<SpanPatch> patches, Instant now) {
        long largest = patches.stream()
                .mapToLong(patch -> RowSize.most(SpanPatches.assignments(patch).values()))
                .max()
                .orElse(0);
        return update(
                patches,
                now,
                sql -> sql.where(STORED_BYTES + " <= ?", DsqlSettings.LIMITS.rowBytes() - NAMES_BYTES - largest));
    }

    private Sql update(List<SpanPatch> patches, Instant now, Consumer<Sql> condition) {
        List<Map<String, @Nullable Object>> changes =
                patches.stream().map(SpanPatches::assignments).toList();
        List<Column<Span>> columns = SpanColumns.ALL.all().stream()
                .filter(column -> changes.stream().anyMatch(change -> change.containsKey(column.name())))
                .toList();
        boolean mixed = changes.stream().anyMatch(change -> change.size() < columns.size());
        Sql sql = Sql.of("UPDATE " + name + " AS stored SET \"updatedAt\" = LEAST(GREATEST(CAST(? AS timestamp), "
                        + "stored.\"updatedAt\" + INTERVAL '1 microsecond'), TIMESTAMP " + LAST
                        + "'), \"updatedAtZ\" = LEAST(GREATEST(CAST(? AS timestamptz), "
                        + "stored.\"updatedAtZ\" + INTERVAL '1 microsecond'), TIMESTAMPTZ " + LAST + "+00')")
                .bind(Times.wall(now), Times.zoned(now));
        for (int i = 0; i < columns.size(); i++) {
            String quoted = columns.get(i).quoted();
            sql.add(", " + quoted + " = ");
            sql.add(
                    mixed
                            ? "CASE WHEN (given.changed & " + (1L << i) + ") <> 0 THEN given." + quoted
                                    + " ELSE stored." + quoted + " END"
                            : "given." + quoted);
        }
        sql.add(" FROM (VALUES ");
        for (int row = 0; row < patches.size(); row++) {
            addRow(sql, row == 0, patches.get(row), changes.get(row), columns, mixed);
        }
        String names = columns.stream().map(column -> ", " + column.quoted()).collect(Collectors.joining());
        Set<String> traceIds = new TreeSet<>();
        patches.forEach(patch -> traceIds.add(patch.traceId()));
        // with any join plan, the server reads only the traces of these spans
        sql.add(") AS given (" + KEY + names + (mixed ? ", changed" : "") + ")")
                .whereIn("stored.\"traceId\"", traceIds)
                .where("stored.\"traceId\" = given.\"traceId\"")
                .where("stored.\"spanId\" = given.\"spanId\"");
        condition.accept(sql);
        return sql.add(" RETURNING " + list(SpanColumns.ALL, "stored."));
    }

    /** Appends a row of values; the first row contains type casts. */
    private static void addRow(
            Sql sql,
            boolean first,
            SpanPatch patch,
            Map<String, @Nullable Object> change,
            List<Column<Span>> columns,
            boolean mixed) {
        sql.add(first ? "(CAST(? AS text), CAST(? AS text)" : ", (?, ?", patch.traceId(), patch.spanId());
        long changed = 0;
        for (int i = 0; i < columns.size(); i++) {
            Column<Span> column = columns.get(i);
            sql.add(first ? ", " + column.typedPlaceholder() : ", ?", change.get(column.name()));
            changed |= change.containsKey(column.name()) ? 1L << i : 0;
        }
        if (mixed) {
            sql.add(first ? ", CAST(? AS bigint)" : ", ?", changed);
        }
        sql.add(")");
    }

    /** Reads spans by their identities: pairs of trace id and span id. */
    Sql get(Collection<List<String>> identities) {
        return among(select("stored"), identities);
    }

    private static Sql among(Sql sql, Collection<List<String>> identities) {
        Set<String> traceIds = new TreeSet<>();
        identities.forEach(identity -> traceIds.add(identity.get(0)));
        sql.whereIn("\"traceId\"", traceIds).where("(" + KEY + ") IN (").rows(identities.size(), 2);
        identities.forEach(identity -> sql.bind(identity.get(0), identity.get(1)));
        return sql.add(")");
    }

    Sql get(String traceId, String spanId) {
        return select("span").where("\"traceId\" = ?", traceId).where("\"spanId\" = ?", spanId);
    }

    Sql root(String traceId) {
        return select("span")
                .where("\"traceId\" = ?", traceId)
                .where("\"parentSpanId\" IS NULL")
                .add(" ORDER BY \"startedAt\", \"spanId\" LIMIT 1");
    }

    Sql trace(String traceId) {
        return select("span").where("\"traceId\" = ?", traceId).add(" ORDER BY \"startedAt\", \"spanId\"");
    }
}
