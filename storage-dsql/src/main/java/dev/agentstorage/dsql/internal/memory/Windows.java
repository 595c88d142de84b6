package dev.agentstorage.dsql.internal.memory;

import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;

/**
 * Windows of a listing that is sorted by a time and the id. A position is a key, not a count: what comes before it is never read.
 * Stateless and thread-safe.
 */
final class Windows {
    private Windows() {}

    /**
     * Appends the condition, the order and the limit of a window.
     *
     * <p>Order and condition use the wall clock column, which indexes cover. A position says what was shown of its row, the column with a
     * zone; where another writer filled the two differently, the row itself is asked for its wall clock.
     *
     * @param wall the quoted wall clock column
     * @param zoned the quoted column of the same time with its zone
     * @param table the qualified table
     */
    static Sql append(Sql sql, Window window, Direction direction, String wall, String zoned, String table) {
        boolean ascending = direction == Direction.ASC;
        if (window.after().isPresent()) {
            Position after = window.after().get();
            String id = after.ids().get(0);
            sql.where(
                    "(" + wall + ", id) " + (ascending ? ">" : "<") + " (COALESCE((SELECT seen." + wall + " FROM "
                            + table + " seen WHERE seen.id = ? AND seen." + zoned + " = ?), ?), ?)",
                    id,
                    Times.zoned(after.instant()),
                    Times.wall(after.instant()),
                    id);
        }
        sql.add(ascending ? " ORDER BY " + wall + ", id" : " ORDER BY " + wall + " DESC, id DESC");
        if (window.limit() != Long.MAX_VALUE) {
            sql.add(" LIMIT ?", window.limit());
        }
        if (window.offset() > 0) {
            sql.add(" OFFSET ?", window.offset());
        }
        return sql;
    }
}
