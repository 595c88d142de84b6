package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.schema.SchemaInstaller;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.schema.Table.Index;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that ends after any step of the installation leaves what the next one completes. */
@Tag("slow")
class InterruptedInstallationTest {
    private static final List<Table> TABLES = Stream.concat(MemoryTables.ALL.stream(), Stream.of(KeylessTable.RUNS))
            .toList();

    @ParameterizedTest
    @EnumSource(Server.class)
    void anEmptyDatabaseIsCompletedAfterAnyStep(Server server) {
        int steps = endAfterEachStep(server, schema -> {});
        assertThat(steps)
                .as("the schema, the tables and their indexes")
                .isEqualTo(1 + 4 + indexes().size());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void tablesOfAnotherAreCompletedAfterAnyStep(Server server) {
        int steps = endAfterEachStep(server, schema -> {
            MastraTables.create(schema, server == Server.POSTGRESQL ? "COLLATE \"C\"" : "");
            schema.run(
                    KeylessTable.ddl(schema),
                    "INSERT INTO " + schema + ".runs (name, id, \"updatedAt\") SELECT 'w', 'k' || n % 60,"
                            + " TIMESTAMP '2024-01-01' + n * INTERVAL '1 second' FROM generate_series(1, 180) AS g (n)");
        });
        assertThat(steps)
                .as("five columns, a reference, the indexes, two transactions that merge, and the key")
                .isEqualTo(5 + 1 + indexes().size() + 2 + 1);
    }

    private interface Preparation {
        void of(Schema schema);
    }

    /** Returns after how many steps the installation was over. */
    private static int endAfterEachStep(Server server, Preparation preparation) {
        for (int steps = 1; ; steps++) {
            try (Schema schema = Schema.in(server)) {
                preparation.of(schema);
                boolean ended = false;
                try {
                    install(schema, new DyingDataSource(server.dataSource(), steps));
                } catch (DyingDataSource.Death e) {
                    ended = true;
                }
                Installers.of(schema, server.dataSource(), TABLES).install(Installers.dialect(server));
                requireEverything(schema);
                if (!ended) {
                    return steps - 1;
                }
            }
        }
    }

    private static void install(Schema schema, DyingDataSource source) {
        SchemaInstaller installer = Installers.of(schema, source.dataSource(), TABLES);
        installer.install(Installers.dialect(schema.server()));
    }

    private static void requireEverything(Schema schema) {
        assertThat(schema.query("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'"))
                .containsExactlyInAnyOrderElementsOf(
                        TABLES.stream().map(Table::name).toList());
        assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'"))
                .containsAll(indexes().stream()
                        .map(index -> index.nameIn(schema.toString()))
                        .toList());
        assertThat(schema.query("SELECT column_name FROM information_schema.columns WHERE table_schema = '" + schema
                        + "' AND table_name = 'mastra_threads'"))
                .contains("archivedAt", "archivedAtZ", "lastMessageAt", "lastMessageAtZ");
        assertThat(schema.query("SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = '" + schema
                        + "'::regnamespace"))
                .hasSize(1);
        assertThat(schema.query("SELECT indisvalid FROM pg_index WHERE indisunique AND indrelid = '" + schema
                        + ".runs'::regclass"))
                .containsExactly("t");
        assertThat(schema.query("SELECT count(*) - count(DISTINCT id) FROM " + schema + ".runs"))
                .containsExactly("0");
    }

    private static List<Index> indexes() {
        return TABLES.stream().flatMap(table -> table.indexes().stream()).toList();
    }
}
