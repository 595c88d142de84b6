package dev.agentstorage.index;

import java.util.List;
import java.util.OptionalLong;

/**
 * An index in the backend.
 *
 * @param name the name
 * @param table the table
 * @param columns the columns in their order, without directions
 * @param unique whether it keeps rows unique
 * @param method the kind of index, such as {@code btree}; {@code declared} when the backend only keeps the declaration and nothing gets
 *     faster by it
 * @param state whether it can be used
 * @param definition the statement that would create it
 * @param sizeInBytes how much room it takes; empty when the backend does not say
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
