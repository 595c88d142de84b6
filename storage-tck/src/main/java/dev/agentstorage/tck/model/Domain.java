package dev.agentstorage.tck.model;

import java.util.List;

/** Makes random calls of one domain, and reads everything that they can store. */
interface Domain {
    /** Returns what a sequence begins with, so that its calls meet something that is stored. */
    default List<Operation> start() {
        return List.of();
    }

    /** Returns the next call. */
    Operation next();

    /** Returns reads of the whole state. */
    List<Expression> state();
}
