package dev.agentstorage.index;

import java.util.List;

/**
 * A table of the backend that can have indexes.
 *
 * @param name the name
 * @param columns its columns
 * @param keys the sets of columns that the backend already keeps unique
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
     * {@return whether the columns include a key, so that rows with equal values cannot exist}
     *
     * @param columns the names of the columns
     */
    public boolean keepsUnique(List<String> columns) {
        return keys.stream().anyMatch(columns::containsAll);
    }
}
