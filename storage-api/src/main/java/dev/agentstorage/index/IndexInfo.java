package dev.agentstorage.index;

import java.util.List;
import java.util.OptionalLong;

/**
 * An index in the backend.
 *
 * @param name the name
 * @param table the table
 * @param columns the columns in their order, without directions
 * @param unique whether the index is unique
 * @param method the kind of index, such as {@code btree}; {@code declared} when the backend only records the declaration, without any
 *     effect on speed
 * @param state whether it can be used
 * @param definition the statement that would create the index
 * @param sizeInBytes the size of the index in bytes; empty when unknown
 */
public record IndexInfo(
        String name,
        String table,
        List<String> columns,
        boolean unique,
        String method,
        IndexState state,
        String definition,
        OptionalLong sizeInBytes) {
    /**
     * Copies the columns.
     *
     * @param name the name
     * @param table the table
     * @param columns the columns in their order, without directions
     * @param unique whether it keeps rows unique
     * @param method the kind of index, such as {@code btree}
     * @param state whether it can be used
     * @param definition the statement that would create it
     * @param sizeInBytes how much room it takes
     */
    public IndexInfo {
        columns = List.copyOf(columns);
    }
}
