package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.pool.Database;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.dsql.internal.tx.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;

/** Reads the catalog of the database. Thread-safe. */
@Singleton
public final class Catalogs {
    private final Transactions transactions;
    private final String schema;
    private final List<Table> tables;
    private final Server server;

    /** Creates it for the tables of all domains. */
    @Inject
    public Catalogs(Transactions transactions, DsqlSettings settings, Database database) {
        this(transactions, settings, Tables.ALL, database::dialect);
    }

    /** Creates it for the given tables, on a server whose dialect is configured. */
    Catalogs(Transactions transactions, DsqlSettings settings, List<Table> tables) {
        this(transactions, settings, tables, () -> settings.dialect().orElseThrow());
    }

    private Catalogs(Transactions transactions, DsqlSettings settings, List<Table> tables, Server server) {
        this.transactions = transactions;
        this.schema = settings.schema();
        this.tables = List.copyOf(tables);
        this.server = server;
    }

    private interface Server {
        Dialect dialect() throws SQLException;
    }

    /** Returns the existing tables and indexes. Takes two queries, and two more if the build of an index seems to have failed. */
    public Catalog read() {
        Dialect dialect = dialect();
        // an index whose build ends between the two queries seems to have failed: only two consecutive reads count as
        // failed
        Catalog found = read(dialect);
        List<String> failed = List.of();
        while (!found.failed().equals(failed)) {
            failed = found.failed();
            found = read(dialect);
        }
        return found;
    }

    private Catalog read(Dialect dialect) {
        return transactions.read(session -> Catalog.read(session, dialect, schema, tables));
    }

    /**
     * Returns the server's dialect.
     *
     * @throws dev.agentstorage.error.UnavailableException if it is not known yet and the server is unreachable
     */
    public Dialect dialect() {
        return transactions.connecting(server::dialect);
    }

    /** Returns the tables. */
    public List<Table> tables() {
        return tables;
    }

    /** Returns the schema of the tables. */
    public String schema() {
        return schema;
    }
}
