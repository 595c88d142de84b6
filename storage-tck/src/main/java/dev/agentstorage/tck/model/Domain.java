package dev.agentstorage.tck.model;

import java.util.List;

/** Generates random calls of one domain, and reads of everything that they can store. */
interface Domain {
    /** Returns the first calls of a sequence, which store data for the later ones. */
    default List<Operation> start() {
        return List.of();
    }

    /** Returns the next call. */
    Operation next();

    /** Returns reads of the whole state. */
    List<Expression> state();
}
