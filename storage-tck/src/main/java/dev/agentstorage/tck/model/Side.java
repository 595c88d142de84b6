package dev.agentstorage.tck.model;

import dev.agentstorage.Storage;
import dev.agentstorage.tck.model.Expression.OwnId;

/**
 * One of the two storages that a sequence runs on.
 *
 * @param storage the storage
 * @param prefix the prefix of the ids of the sequence, the same on both sides
 */
record Side(Storage storage, String prefix) {
    /** Returns whether an expression contains an id. */
    boolean names(Expression expression, String id) {
        return id.startsWith(prefix)
                && JavaSource.of(expression).contains(JavaSource.of(new OwnId(id.substring(prefix.length()))));
    }
}
