package dev.agentstorage.dsql.internal.schema;

import java.util.List;
import java.util.stream.Stream;

/** The tables of all domains. */
public final class Tables {
    /** All of them, parents before what refers to them. */
    public static final List<Table> ALL =
            Stream.of(
                            MemoryTables.ALL,
                            ObservabilityTables.ALL,
                            ScoreTables.ALL)
                    .flatMap(List::stream)
                    .toList();

    private Tables() {}
}
