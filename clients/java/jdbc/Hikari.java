import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** HikariCP: a pool that keeps its connections through refusals and conflicts, and replaces those that are lost. */
public final class Hikari extends Program {
    private final HikariDataSource pool = new HikariDataSource(config());
    private Connection first;
    private Connection second;

    public static void main(String[] arguments) {
        new Hikari().run(version("HikariCP") + " on pgjdbc " + version("postgresql"));
    }

    private static HikariConfig config() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername(variable("PGUSER"));
        config.setPassword(variable("PGPASSWORD"));
        config.setMaximumPoolSize(3);
        config.setExceptionOverride(new KeepRefused());
        return config;
    }

    /** By default the pool takes a connection for broken if the service refuses a statement. */
    static final class KeepRefused implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return "0A000".equals(e.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
        }
    }

    @Override
    public void create() throws SQLException {
        execute("CREATE TABLE hikari_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE,"
                + " cents bigint NOT NULL)");
        refused(
                "TRUNCATE; the pool keeps the connection",
                "0A000",
                "unsupported statement: Truncate",
                () -> execute("TRUNCATE hikari_account"));
        expect(pool.getHikariPoolMXBean().getTotalConnections() > 0, true);
    }

    @Override
    public void insert() throws SQLException {
        expect(
                execute("INSERT INTO hikari_account VALUES ('" + ADA + "', 'Ada', 100), ('" + BOB + "', 'Bob', 200)"),
                2);
    }

    @Override
    public void read() throws SQLException {
        expect(one("SELECT cents FROM hikari_account WHERE owner = 'Ada'"), "100");
    }

    @Override
    public void update() throws SQLException {
        first = pool.getConnection();
        second = pool.getConnection();
        first.setAutoCommit(false);
        second.setAutoCommit(false);
        expect(add(first, 1), 1);
        expect(add(second, 10), 1);
    }

    private static int add(Connection connection, int cents) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(
                    "UPDATE hikari_account SET cents = cents + " + cents + " WHERE owner = 'Ada'");
        }
    }

    @Override
    public void conflict() throws SQLException {
        first.commit();
        expect(sqlState(failure(second::commit)), "40001");
        expect(second.isClosed(), false);
        first.close();
        second.close();
        expect(one("SELECT cents FROM hikari_account WHERE owner = 'Ada'"), "101");
    }

    @Override
    public void reflect() throws SQLException {
        try (Connection connection = pool.getConnection();
                ResultSet tables = connection.getMetaData().getTables(null, "public", "hikari_account", null)) {
            expect(tables.next(), true);
            expect(tables.getString("TABLE_TYPE"), "TABLE");
            expect(tables.next(), false);
            expect(connection.getSchema(), "public");
            expect(connection.getTransactionIsolation(), Connection.TRANSACTION_REPEATABLE_READ);
        }
    }

    @Override
    public void reconnect() throws SQLException {
        one(CUT);
        meetCut(() -> one("SELECT count(*) FROM hikari_account"));
        expect(one("SELECT count(*) FROM hikari_account"), "2");
        execute("DROP TABLE hikari_account");
        pool.close();
    }

    private int execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private String one(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
