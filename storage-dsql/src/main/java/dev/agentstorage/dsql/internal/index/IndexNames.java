package dev.agentstorage.dsql.internal.index;

import dev.agentstorage.dsql.internal.schema.Catalog.FoundIndex;
import dev.agentstorage.dsql.internal.schema.Identifiers;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps between the two names of an index: the given name, and the physical name in the server, which is prefixed with the schema unless that is
 * {@code public}. Immutable and thread-safe.
 */
final class IndexNames {
    private final String schema;
    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> physical = new HashMap<>();

    /** Creates it for a schema. The given names of the indexes of these tables are known even if their physical names were truncated. */
    IndexNames(String schema, List<Table> tables) {
        this.schema = schema;
        for (Table table : tables) {
            table.indexes().forEach(this::know);
            table.adoption().ifPresent(how -> know(how.index()));
        }
    }

    private void know(Index index) {
        given.put(index.nameIn(schema), index.name());
        physical.put(index.name(), index.nameIn(schema));
    }

    /** Returns the physical name of an index. */
    String physical(String name) {
        String known = physical.get(name);
        return known == null ? Identifiers.indexName(schema, name) : known;
    }

    /** Returns the given name; the physical name if the given name cannot be reconstructed. */
    String given(String name) {
        String known = given.get(name);
        if (known != null) {
            return known;
        }
        String prefix = schema + "_";
        if (schema.equals("public") || !name.startsWith(prefix)) {
            return name;
        }
        String rest = name.substring(prefix.length());
        return Identifiers.isValid(rest) && physical(rest).equals(name) ? rest : name;
    }

    /** Finds an index by its given or its physical name, the given one first. */
    Optional<FoundIndex> find(String name, Collection<FoundIndex> indexes) {
        return byPhysical(physical(name), indexes).or(() -> byPhysical(name, indexes));
    }

    private static Optional<FoundIndex> byPhysical(String name, Collection<FoundIndex> indexes) {
        return indexes.stream().filter(index -> index.name().equals(name)).findFirst();
    }
}
