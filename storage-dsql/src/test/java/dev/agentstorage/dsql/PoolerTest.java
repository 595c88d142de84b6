package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.ThreadPatch;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Behind a pooler that hands each transaction to another server: it works as docs/OPERATIONS.md says, and what is missing is named. */
class PoolerTest {
    private static final Schema SCHEMA = Schema.in(Server.POSTGRESQL, "pooled");
    private static final String ROLE = "pooled";

    @BeforeAll
    static void start() {
        Server.POSTGRESQL.run(
                "CREATE ROLE " + ROLE + " LOGIN",
                "GRANT CREATE ON DATABASE postgres TO " + ROLE,
                "ALTER ROLE " + ROLE + " SET default_transaction_isolation = 'repeatable read'");
    }

    @AfterAll
    static void stop() {
        SCHEMA.close();
        Server.POSTGRESQL.run("DROP OWNED BY " + ROLE, "DROP ROLE " + ROLE);
    }

    @Test
    void theRecipeWorks() {
        try (TransactionPooler pooler = TransactionPooler.ignoringOptions();
                Storage storage = Schema.open(through(pooler, "prepareThreshold=0"))) {
            for (int i = 0; i < 20; i++) {
                ConversationThread thread = storage.memory()
                        .createThread(ConversationThread.builder("owner").build());
                assertThat(storage.memory().getThread(thread.id())).contains(thread);
            }
        }
    }

    @Test
    void aParameterThatThePoolerRefusesIsNamed() {
        try (TransactionPooler pooler = TransactionPooler.refusingOptions();
                Storage storage = Schema.open(through(pooler, "prepareThreshold=0")
                        .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofSeconds(1)))) {
            StorageException refused = catchThrowableOfType(StorageException.class, storage::init);
            assertThat(refused.code()).isEqualTo("startup-parameter-refused");
            assertThat(refused).hasMessageContaining("ignore_startup_parameters");
            assertThat(refused.details())
                    .containsEntry("reason", "unsupported startup parameter: options")
                    .containsEntry("attempts", 1);
        }
    }

    @Test
    void anIsolationThatThePoolerDropsIsNamedWithTheRole() {
        try (TransactionPooler pooler = TransactionPooler.ignoringOptions();
                Storage storage =
                        Schema.open(through(pooler, "prepareThreshold=0").set(DsqlOptions.USER, "postgres"))) {
            StorageException weak = catchThrowableOfType(StorageException.class, storage::init);
            assertThat(weak.code()).isEqualTo("isolation-too-weak");
            assertThat(weak).hasMessageContaining("PgBouncer").hasMessageContaining("role");
        }
    }

    @Test
    void aStatementThatWasPreparedOnAnotherServerIsNamed() {
        try (TransactionPooler pooler = TransactionPooler.ignoringOptions();
                Storage storage = Schema.open(through(pooler, "prepareThreshold=1"))) {
            ConversationThread thread = storage.memory()
                    .createThread(ConversationThread.builder("owner").build());
            // outside of a transaction the driver heals it
            StorageException lost = catchThrowableOfType(StorageException.class, () -> {
                storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("first"));
                storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("second"));
            });
            assertThat(lost.code()).isEqualTo("prepared-statement-lost");
            assertThat(lost).hasMessageContaining("prepareThreshold=0");
        }
    }

    private static StorageConfig.Builder through(TransactionPooler pooler, String parameters) {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, pooler.url(parameters))
                .set(DsqlOptions.USER, ROLE)
                .set(DsqlOptions.SCHEMA, SCHEMA.toString())
                .set(DsqlOptions.POOL_MAXIMUM, 1);
    }
}
