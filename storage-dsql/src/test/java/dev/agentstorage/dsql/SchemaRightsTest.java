package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.ConversationThread;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A role that may read and write rows and nothing else. */
@ParameterizedClass
@EnumSource(Server.class)
@Tag("slow")
class SchemaRightsTest {
    private static final String ROLE = "writer_of_rows";

    private final Schema schema;

    SchemaRightsTest(Server server) {
        schema = Schema.in(server);
    }

    @BeforeEach
    void installAsTheOwner() {
        try (Storage storage = schema.open()) {
            schema.awaitIndexes(storage);
        }
        schema.run("CREATE ROLE " + ROLE + " LOGIN", "GRANT USAGE ON SCHEMA " + schema + " TO " + ROLE, rowsOnly());
    }

    @AfterEach
    void drop() {
        schema.close();
        schema.run("DROP ROLE " + ROLE);
    }

    private String rowsOnly() {
        return "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + ROLE;
    }

    private Storage openAsWriter(String name) {
        PGSimpleDataSource source = (PGSimpleDataSource) schema.server().dataSource();
        source.setUser(ROLE);
        if (schema.server() == Server.DSQL) {
            source.setPassword(Server.local().token(ROLE));
        }
        return Schema.open(StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, source)
                .set(DsqlOptions.SCHEMA, name));
    }

    @Test
    void rightsOnRowsAreEnoughWhenTheSchemaIsCurrent() {
        try (Storage storage = openAsWriter(schema.toString())) {
            storage.init();
            ConversationThread thread = storage.memory()
                    .createThread(ConversationThread.builder("owner").build());
            assertThat(storage.memory().getThread(thread.id())).isPresent();
            assertThat(storage.indexes().list()).isNotEmpty();
        }
    }

    @Test
    void aRightOnRowsThatIsMissingIsNoOutage() {
        schema.run("REVOKE INSERT ON " + schema + ".mastra_threads FROM " + ROLE);
        try (Storage storage = openAsWriter(schema.toString())) {
            storage.init();
            assertThatThrownBy(() -> storage.memory()
                            .createThread(ConversationThread.builder("owner").build()))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                        assertThat(e.code()).isEqualTo("rights-missing");
                        assertThat(e.details().get("reason").toString()).contains("mastra_threads");
                    });
        }
    }

    @Test
    void theRightThatAColumnNeedsIsNamed() {
        schema.run("ALTER TABLE " + schema + ".mastra_threads DROP COLUMN \"archivedAtZ\"");
        refused(
                schema.toString(),
                Map.of(
                        "statement", "ADD_COLUMN",
                        "object", "mastra_threads.archivedAtZ",
                        "right", "to be the owner of the table"));
    }

    @Test
    void theRightThatATableNeedsIsNamed() {
        schema.run("DROP TABLE " + schema + ".mastra_resources");
        refused(
                schema.toString(),
                Map.of(
                        "statement", "CREATE_TABLE",
                        "object", "mastra_resources",
                        "right", "CREATE on the schema, and REFERENCES on the table that it refers to"));
    }

    @Test
    void theRightThatAnIndexNeedsIsNamed() {
        String index = schema + "_mastra_threads_resourceid_createdat_idx";
        schema.run("DROP INDEX " + schema + "." + index);
        refused(
                schema.toString(),
                Map.of(
                        "statement", "CREATE_INDEX",
                        "object", index,
                        "right", "to be the owner of the table, and CREATE on the schema"));
    }

    @Test
    void theRightThatASchemaNeedsIsNamed() {
        refused(
                "missing_schema",
                Map.of(
                        "statement", "CREATE_SCHEMA",
                        "object", "missing_schema",
                        "right", "CREATE on the database"));
    }

    private void refused(String name, Map<String, String> details) {
        try (Storage storage = openAsWriter(name)) {
            assertThatThrownBy(storage::init).isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                assertThat(e.code()).isEqualTo("schema-rights-missing");
                assertThat(e.details()).containsAllEntriesOf(details);
            });
        }
    }
}
