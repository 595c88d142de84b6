package dev.agentstorage.dsql.internal.schema;

import java.util.List;
import java.util.stream.Stream;

/** The tables of all domains. */
public final class Tables {
    /** All tables, parents before their children. */
    public static final List<Table> ALL = Stream.of(
                    MemoryTables.ALL, WorkflowTables.ALL, ObservabilityTables.ALL, ScoreTables.ALL, AgentTables.ALL)
            .flatMap(List::stream)
            .toList();

    private Tables() {}
}
