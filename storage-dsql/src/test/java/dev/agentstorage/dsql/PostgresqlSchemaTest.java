package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.Storage;
import dev.agentstorage.error.InvalidRequest;
import org.junit.jupiter.api.Test;

/** Plain PostgreSQL has collations, and keys must compare by bytes. */
class PostgresqlSchemaTest {
    @Test
    void aTableWhoseKeysDoNotCompareByBytesIsRefusedByName() {
        try (Schema schema = Schema.in(Server.POSTGRESQL)) {
            MastraTables.create(schema, "COLLATE \"und-x-icu\"");
            try (Storage storage = schema.open()) {
                assertThatThrownBy(storage::init).isInstanceOfSatisfying(InvalidRequest.class, e -> {
                    assertThat(e.code()).isEqualTo("schema-incompatible");
                    assertThat(e.problems())
                            .extracting(InvalidRequest.Problem::field)
                            .containsExactly("mastra_threads.id", "mastra_messages.id", "mastra_resources.id");
                    assertThat(e.problems().get(0).message()).contains("und-x-icu");
                });
            }
            assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'"))
                    .as("a refused schema is left as it was")
                    .hasSize(3);
        }
    }
}
