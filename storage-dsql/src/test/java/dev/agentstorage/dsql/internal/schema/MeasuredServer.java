package dev.agentstorage.dsql.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.settings.DsqlSettings.PoolSettings;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.dsql.internal.tx.Lifetime;
import dev.agentstorage.dsql.internal.tx.Plans;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.TransactionCounters;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import dev.agentstorage.spi.support.RetryPolicy;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that reports how many rows a statement reads. */
public final class MeasuredServer implements AutoCloseable {
    private static final Pattern ROWS = Pattern.compile("rows=(\\d+) loops=(\\d+)");

    private final EmbeddedPostgres postgres = EmbeddedPostgres.start();
    private final DsqlSettings settings;
    private final Transactions transactions;

    /** Starts it with some tables. */
    public MeasuredServer(List<Table> tables) {
        String url = postgres.jdbcUrl("postgres") + "&options=-c%20default_transaction_isolation=repeatable%5C%20read";
        settings = new DsqlSettings(
                new Endpoint.Url(url, Optional.empty(), Optional.empty()),
                "public",
                Optional.of(Dialect.POSTGRESQL),
                new PoolSettings(1, 1, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofSeconds(5), "test"),
                new RetryPolicy(1, Duration.ofSeconds(1)));
        transactions = new Transactions(
                () -> DriverManager.getConnection(url), settings, new Lifetime("test"), new TransactionCounters());
        new SchemaInstaller(transactions, settings, tables).install(Dialect.POSTGRESQL);
    }

    /** The settings that lead to it. */
    public DsqlSettings settings() {
        return settings;
    }

    /** Transactions on it. */
    public Transactions transactions() {
        return transactions;
    }

    /** Fills a table by a statement and lets the server learn what is in it. */
    public void fill(String... statements) {
        for (String statement : statements) {
            transactions.statement(session -> session.update(Sql.of(statement)));
        }
        transactions.statement(session -> session.update(Sql.of("ANALYZE")));
    }

    /** Asserts that a statement reads at most {@code mostRows} rows, and none without need. */
    public void assertCheap(Sql sql, long mostRows) {
        String plan = Plans.analyze(transactions, sql);
        long read = 0;
        for (String line : plan.split("\n")) {
            Matcher matcher = ROWS.matcher(line);
            if (line.contains(" Scan ") && matcher.find()) {
                read += Long.parseLong(matcher.group(1)) * Long.parseLong(matcher.group(2));
            }
            assertThat(line).as(plan).doesNotContain("Rows Removed by Filter");
        }
        assertThat(plan).contains(" Scan ");
        assertThat(read).as(plan).isLessThanOrEqualTo(mostRows);
    }

    @Override
    public void close() {
        postgres.close();
    }
}
