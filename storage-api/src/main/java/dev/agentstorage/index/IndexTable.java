package dev.agentstorage.index;

import java.util.List;

/**
 * A table of the backend that can have indexes.
 *
 * @param name the name
 * @param columns its columns
 * @param keys the sets of columns that the backend itself keeps unique
 */
public record IndexTable(String name, List<String> columns, List<List<String>> keys) {
    /**
     * Copies the lists.
     *
     * @param name the name
     * @param columns its columns
     * @param keys the sets of columns that the backend itself keeps unique
     */
    public IndexTable {
        columns = List.copyOf(columns);
        keys = keys.stream().map(List::copyOf).toList();
    }

    /**
     * {@return whether rows that are equal in these columns cannot exist anyway, because the columns include a key}
     *
     * @param columns the names of the columns
     */
    public boolean keepsUnique(List<String> columns) {
        return keys.stream().anyMatch(columns::containsAll);
    }
}
