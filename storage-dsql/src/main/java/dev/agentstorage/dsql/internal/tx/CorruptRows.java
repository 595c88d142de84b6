package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.error.CorruptDataException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles unreadable rows of a listing: the listing fails, or skips the row. A skipped row is replaced by the next readable one, so
 * that only the last page can be incomplete. Thread-safe.
 */
final class CorruptRows {
    /** Fails at an unreadable row. */
    static final CorruptRows FAIL = new CorruptRows(false, new TransactionCounters());

    private static final Logger LOG = LoggerFactory.getLogger(CorruptRows.class);
    private static final int PORTION = 1000;
    private static final int MORE = 32;

    private final boolean skip;
    private final TransactionCounters counters;

    CorruptRows(boolean skip, TransactionCounters counters) {
        this.skip = skip;
        this.counters = counters;
    }

    boolean areSkipped() {
        return skip;
    }

    /** Runs a statement and reads all its rows. */
    interface Reader {
        <T> List<T> read(Sql sql, RowMapper<T> mapper) throws SQLException;
    }

    /** Returns the readable rows of a listing's window. */
    <T> List<T> list(Sql listing, RowMapper<T> mapper, Reader reader) throws SQLException {
        Tolerant<T> tolerant = new Tolerant<>(mapper);
        List<T> rows = listing.offset() == 0 ? first(listing, tolerant, reader) : page(listing, tolerant, reader);
        tell(tolerant);
        return rows;
    }

    /** Reads the first rows. If rows are skipped, reads all again with a larger limit, because a single statement sees one snapshot. */
    private static <T> List<T> first(Sql listing, Tolerant<T> mapper, Reader reader) throws SQLException {
        long wanted = listing.limit();
        long limit = wanted;
        while (true) {
            mapper.restart();
            List<Optional<T>> found = reader.read(listing.withWindow(limit, 0), mapper);
            if (found.size() < limit || found.size() - mapper.corrupt >= wanted) {
                return found.stream().flatMap(Optional::stream).limit(wanted).toList();
            }
            limit += Math.max(MORE, limit);
        }
    }

    /** Reads a page by its offset. The offset counts readable rows, so the rows before the page are read too. */
    private static <T> List<T> page(Sql listing, Tolerant<T> mapper, Reader reader) throws SQLException {
        List<T> page = new ArrayList<>();
        long skip = listing.offset();
        for (long from = 0; ; from += PORTION) {
            List<Optional<T>> found = reader.read(listing.withWindow(PORTION, from), mapper);
            for (Optional<T> row : found) {
                if (row.isPresent() && --skip < 0 && page.size() < listing.limit()) {
                    page.add(row.get());
                }
            }
            if (found.size() < PORTION || page.size() == listing.limit()) {
                return page;
            }
        }
    }

    private void tell(Tolerant<?> tolerant) {
        CorruptDataException example = tolerant.example;
        if (example != null) {
            counters.corruptRows.add(tolerant.corrupt);
            Map<String, Object> details = example.details();
            LOG.warn(
                    "skipped {} unreadable rows of a listing, for example table {}, key {}, column {}",
                    tolerant.corrupt,
                    details.getOrDefault("table", ""),
                    details.getOrDefault("key", ""),
                    details.getOrDefault("column", ""));
        }
    }

    /** Maps an unreadable row to empty. */
    private static final class Tolerant<T> implements RowMapper<Optional<T>> {
        private final RowMapper<T> mapper;
        private @Nullable CorruptDataException example;
        private int corrupt;

        Tolerant(RowMapper<T> mapper) {
            this.mapper = mapper;
        }

        void restart() {
            corrupt = 0;
            example = null;
        }

        @Override
        public Optional<T> map(Row row) throws SQLException {
            try {
                return Optional.of(mapper.map(row));
            } catch (CorruptDataException e) {
                corrupt++;
                example = e;
                return Optional.empty();
            }
        }
    }
}
