package dev.agentstorage.recall.result;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of index maintenance. Immutable.
 *
 * @param indexed number of messages read and marked as indexed
 * @param written number of records written to the index
 * @param removed number of records removed because their message was deleted or has fewer records
 * @param refused the ids of messages that cannot be indexed, such as one whose id is too long for the vector store; they are marked as
 *     indexed and cannot be recalled
 */
public record Maintenance(long indexed, long written, long removed, List<String> refused) {
    /** Nothing was done. */
    public static final Maintenance NONE = new Maintenance(0, 0, 0, List.of());

    /**
     * Copies the list.
     *
     * @param indexed number of messages read and marked as indexed
     * @param written number of records written to the index
     * @param removed number of records removed because their message is deleted or shorter
     * @param refused the ids of messages that cannot be indexed
     */
    public Maintenance {
        refused = List.copyOf(refused);
    }

    /**
     * {@return the sum of both results}
     *
     * @param other the result to add
     */
    public Maintenance plus(Maintenance other) {
        List<String> all = new ArrayList<>(refused);
        all.addAll(other.refused);
        return new Maintenance(indexed + other.indexed, written + other.written, removed + other.removed, all);
    }
}
