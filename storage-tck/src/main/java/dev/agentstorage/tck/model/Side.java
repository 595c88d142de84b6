package dev.agentstorage.tck.model;

import dev.agentstorage.Storage;
import dev.agentstorage.tck.model.Expression.OwnId;

/**
 * One of the two storages that a sequence runs on.
 *
 * @param storage the storage
 * @param prefix what the ids of the sequence begin with, the same on both sides
 */
record Side(Storage storage, String prefix) {
    /** Returns whether an expression has an id in it. */
    boolean names(Expression expression, String id) {
        return id.startsWith(prefix)
                && JavaSource.of(expression).contains(JavaSource.of(new OwnId(id.substring(prefix.length()))));
    }
}
