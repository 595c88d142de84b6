package dev.agentstorage.dsql;

import dev.agentstorage.dsql.internal.schema.SchemaInstaller;
import dev.agentstorage.dsql.internal.schema.Table;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.PoolSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.spi.support.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Installers of chosen tables. */
final class Installers {
    private Installers() {}

    static SchemaInstaller of(Schema schema, DataSource source, List<Table> tables) {
        DsqlSettings settings = new DsqlSettings(
                new Endpoint.Given(source),
                schema.toString(),
                Optional.of(dialect(schema.server())),
                new PoolSettings(1, 1, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5), "test"),
                new RetryPolicy(40, Duration.ofSeconds(30)));
        Transactions transactions =
                new Transactions(source::getConnection, settings, new Lifetime("test"), new TransactionCounters());
        return new SchemaInstaller(transactions, settings, tables);
    }

    static Dialect dialect(Server server) {
        return server == Server.DSQL ? Dialect.DSQL : Dialect.POSTGRESQL;
    }
}
