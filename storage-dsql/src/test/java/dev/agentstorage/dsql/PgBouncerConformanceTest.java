package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kit through a PgBouncer in transaction mode, set up as docs/OPERATIONS.md says, and what it answers to whom it is not set up for.
 * {@code ./verify-pgbouncer} runs it.
 */
@Tag("pgbouncer")
class PgBouncerConformanceTest extends StorageTck {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static PgBouncer pooler;

    @BeforeAll
    static void start() {
        Server.POSTGRESQL.run(
                "CREATE ROLE " + PgBouncer.ROLE + " LOGIN", "GRANT CREATE ON DATABASE postgres TO " + PgBouncer.ROLE);
        Server.POSTGRESQL.run(PgBouncer.block("sql"));
        pooler = PgBouncer.ofRecipe();
    }

    @AfterAll
    static void stop() {
        pooler.close();
    }

    @Override
    protected String reportName() {
        return "dsql-pgbouncer";
    }

    @Override
    protected StorageProvider provider() {
        return new DsqlStorageProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return new PostgresqlConformanceTest().declares();
    }

    @Override
    protected StorageConfig config() {
        return through(pooler, "prepareThreshold=0").build();
    }

    private static StorageConfig.Builder through(PgBouncer pooler, String parameters) {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, pooler.url(parameters))
                .set(DsqlOptions.USER, PgBouncer.ROLE)
                .set(DsqlOptions.SCHEMA, "pgbouncer" + SCHEMAS.incrementAndGet());
    }

    /** {@code PoolerTest} answers with the words that are seen here. */
    @Test
    void aPoolerThatDoesNotIgnoreOptionsIsNamed() {
        try (PgBouncer plain = PgBouncer.start("[pgbouncer]\npool_mode = transaction");
                Storage storage = Schema.open(through(plain, "prepareThreshold=0"))) {
            StorageException refused = catchThrowableOfType(StorageException.class, storage::init);
            assertThat(refused.code()).isEqualTo("startup-parameter-refused");
            assertThat(refused.details()).containsEntry("reason", "unsupported startup parameter: options");
        }
    }

    @Test
    void aRoleThatBeginsAtAWeakerIsolationIsNamed() {
        Server.POSTGRESQL.run("CREATE ROLE " + PgBouncer.OTHER_ROLE + " LOGIN");
        try (Storage storage =
                Schema.open(through(pooler, "prepareThreshold=0").set(DsqlOptions.USER, PgBouncer.OTHER_ROLE))) {
            assertThat(catchThrowableOfType(StorageException.class, storage::init)
                            .code())
                    .isEqualTo("isolation-too-weak");
        }
    }

    /** Two connections of the driver share one of the server, and give their statements the same names. */
    @Test
    void statementsThatAnotherConnectionHasPreparedAreNamed() {
        try (PgBouncer narrow = PgBouncer.start(PgBouncer.block("ini") + "\ndefault_pool_size = 1")) {
            StorageConfig.Builder config = through(narrow, "prepareThreshold=1").set(DsqlOptions.POOL_MAXIMUM, 1);
            StorageException lost = catchThrowableOfType(StorageException.class, () -> {
                for (int i = 0; i < 2; i++) {
                    try (Storage storage = Schema.open(config)) {
                        storage.memory().getThread("none");
                        storage.memory().getThread("none");
                    }
                }
            });
            assertThat(lost.code()).isEqualTo("prepared-statement-lost");
        }
    }
}
