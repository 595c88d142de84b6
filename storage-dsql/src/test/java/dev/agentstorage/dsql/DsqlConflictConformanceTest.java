package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.spi.StorageProvider;
import dev.agentstorage.tck.StorageTck;
import dev.agentstorage.value.Feature;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The kit on DSQL while every fifth commit loses against an invisible writer, and sometimes the schema seems to change. */
@Tag("slow")
class DsqlConflictConformanceTest extends StorageTck {
    private static DsqlLocal endpoint;
    private static InjectedFault conflicts;
    private static InjectedFault schemaChanges;

    @BeforeAll
    static void start() {
        endpoint = DsqlLocal.builder().staleCatalogs(true).start();
        conflicts = endpoint.faults().inject(Fault.occ().probability(0.2).seed(42));
        schemaChanges =
                endpoint.faults().inject(Fault.schemaChange().probability(0.01).seed(42));
    }

    @AfterAll
    static void stop() {
        assertThat(conflicts.fired()).isPositive();
        assertThat(schemaChanges.fired()).isPositive();
        endpoint.close();
    }

    @Override
    protected String reportName() {
        return "dsql-conflicts";
    }

    @Override
    protected boolean mayLoseBumps() {
        return true;
    }

    @Override
    protected StorageProvider provider() {
        return new DsqlStorageProvider();
    }

    @Override
    protected Set<Feature> declares() {
        return new DsqlConformanceTest().declares();
    }

    @Override
    protected StorageConfig config() {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, endpoint.jdbcUrlWithoutLogin())
                .set(DsqlOptions.USER, DsqlLocal.ADMIN)
                .set(DsqlOptions.PASSWORD, endpoint.token(DsqlLocal.ADMIN))
                .set(DsqlOptions.DIALECT, DialectChoice.DSQL)
                .set(DsqlOptions.POOL_MAXIMUM, 6)
                .set(DsqlOptions.POOL_MINIMUM, 0)
                .build();
    }
}
