package dev.agentstorage.dsql.local.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.math.BigDecimal;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgjdbc, in each way that it speaks the protocol. */
@ParameterizedClass
@ValueSource(
        strings = {
            "preferQueryMode=simple",
            "preferQueryMode=extended",
            "preferQueryMode=extended&prepareThreshold=1",
            "preferQueryMode=extendedForPrepared",
            "preferQueryMode=extendedCacheEverything",
            "preferQueryMode=extended&binaryTransfer=true&prepareThreshold=-1",
            "sslNegotiation=direct",
            "reWriteBatchedInserts=true"
        })
@Tag("slow")
final class PgjdbcTest {
    private static DsqlLocal endpoint;

    @Parameter
    private String mode;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = DsqlLocal.start();
        try (Connection connection = DriverManager.getConnection(endpoint.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE shelf (id int PRIMARY KEY, title text, price numeric(8,2))");
            statement.execute("CREATE TABLE sample (id uuid PRIMARY KEY, n bigint, d double precision, b bytea,"
                    + " day date, at timestamptz, yes boolean, doc jsonb)");
        }
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM shelf");
            statement.execute("DELETE FROM sample");
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(endpoint.jdbcUrl() + "&" + mode);
    }

    private static void insert(Connection connection, int id, String title) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO shelf (id, title) VALUES (?, ?)")) {
            insert.setInt(1, id);
            insert.setString(2, title);
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static List<String> titles(Connection connection) throws SQLException {
        List<String> titles = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT title FROM shelf ORDER BY id")) {
            while (rows.next()) {
                titles.add(rows.getString(1));
            }
        }
        return titles;
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Test
    void aReadOnlyConnectionReads() throws SQLException {
        try (Connection connection = DriverManager.getConnection(endpoint.jdbcUrl() + "&readOnlyMode=always&" + mode)) {
            connection.setReadOnly(true);
            assertThat(titles(connection)).isEmpty();
            assertThatThrownBy(() -> insert(connection, 1, "one"))
                    .hasMessageContaining("cannot execute INSERT in a read-only transaction");
            connection.setReadOnly(false);
            insert(connection, 2, "two");
            assertThat(titles(connection)).containsExactly("two");
        }
    }

    @Test
    void preparesAgainAfterDeallocateAll() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement("SELECT count(*) FROM shelf WHERE id > ?")) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 6; i++) {
                    select.setInt(1, i);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                    }
                }
                assertThat(update(connection, "DEALLOCATE ALL")).isZero();
            }
        }
    }

    @Test
    void aTriggerThatIsNotThereIsANotice() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER IF EXISTS bell ON shelf CASCADE");
            assertThat(statement.getWarnings().getMessage())
                    .isEqualTo("trigger \"bell\" for relation \"shelf\" does not exist, skipping");
        }
    }

    @Test
    void seesTheServersVersion() throws SQLException {
        try (Connection connection = connect()) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(16);
            assertThat(connection.getMetaData().getDatabaseProductVersion()).startsWith("16.");
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
        }
    }

    @Test
    void writesAndReadsOneStatementManyTimes() throws SQLException {
        try (Connection connection = connect()) {
            for (int id = 0; id < 20; id++) {
                insert(connection, id, "t" + id);
            }
            assertThat(titles(connection)).hasSize(20).startsWith("t0", "t1").endsWith("t19");
        }
    }

    @Test
    void keepsEveryTypeOfAValue() throws SQLException {
        UUID id = UUID.randomUUID();
        byte[] bytes = new byte[300_000];
        Arrays.fill(bytes, (byte) 0x80);
        OffsetDateTime at = OffsetDateTime.parse("2026-03-04T05:06:07.123456Z");
        try (Connection connection = connect()) {
            for (int round = 0; round < 7; round++) {
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb)"
                                + " ON CONFLICT (id) DO UPDATE SET n = excluded.n")) {
                    insert.setObject(1, id);
                    insert.setLong(2, Long.MIN_VALUE + round);
                    insert.setDouble(3, 0.1);
                    insert.setBytes(4, bytes);
                    insert.setDate(5, Date.valueOf(LocalDate.of(2026, 3, 4)));
                    insert.setObject(6, at);
                    insert.setBoolean(7, true);
                    insert.setString(8, "{\"a\": [1, null]}");
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                }
                try (PreparedStatement select = connection.prepareStatement("SELECT * FROM sample WHERE id = ?")) {
                    select.setObject(1, id);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getObject(1)).isEqualTo(id);
                        assertThat(row.getLong(2)).isEqualTo(Long.MIN_VALUE + round);
                        assertThat(row.getDouble(3)).isEqualTo(0.1);
                        assertThat(row.getBytes(4)).isEqualTo(bytes);
                        assertThat(row.getDate(5)).isEqualTo(Date.valueOf("2026-03-04"));
                        assertThat(row.getObject(6, OffsetDateTime.class)).isEqualTo(at);
                        assertThat(row.getBoolean(7)).isTrue();
                        assertThat(row.getString(8)).isEqualTo("{\"a\": [1, null]}");
                    }
                }
            }
        }
    }

    @Test
    void sendsBatches() throws SQLException {
        try (Connection connection = connect()) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO shelf (id, title) VALUES (?, ?)")) {
                for (int id = 0; id < 300; id++) {
                    insert.setInt(1, id);
                    insert.setString(2, "b");
                    insert.addBatch();
                }
                assertThat(insert.executeBatch()).hasSize(300);
            }
            assertThat(titles(connection)).hasSize(300);
        }
    }

    @Test
    void aFailingRowUndoesTheWholeBatch() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO shelf (id, title) VALUES (?, ?)")) {
                for (int id : new int[] {1, 2, 1}) {
                    insert.setInt(1, id);
                    insert.setString(2, "b");
                    insert.addBatch();
                }
                assertThatThrownBy(insert::executeBatch).isInstanceOf(BatchUpdateException.class);
            }
            connection.rollback();
            assertThat(titles(connection)).isEmpty();
        }
    }

    @Test
    void readsInPortions() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(7);
                int sum = 0;
                try (ResultSet rows = statement.executeQuery("SELECT g FROM generate_series(1, 100) AS g")) {
                    while (rows.next()) {
                        sum += rows.getInt(1);
                    }
                }
                assertThat(sum).isEqualTo(5050);
            }
            connection.commit();
        }
    }

    @Test
    void givesSeveralResults() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("INSERT INTO shelf (id) VALUES (1); SELECT 7; SELECT 2"))
                    .isFalse();
            assertThat(statement.getUpdateCount()).isEqualTo(1);
            assertThat(statement.getMoreResults()).isTrue();
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(7);
            }
            assertThat(statement.getMoreResults()).isTrue();
            assertThat(statement.getMoreResults()).isFalse();
        }
    }

    @Test
    void returnsGeneratedValues() throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO shelf (id, price) VALUES (?, ?)", new String[] {"id", "price"})) {
            insert.setInt(1, 5);
            insert.setBigDecimal(2, new BigDecimal("1.005"));
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getInt(1)).isEqualTo(5);
                assertThat(keys.getBigDecimal(2)).isEqualByComparingTo("1.01");
            }
        }
    }

    @Test
    void theSecondOfTwoWritersLosesAtCommit() throws SQLException {
        try (Connection first = connect();
                Connection second = connect()) {
            insert(first, 1, "start");
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            assertThat(update(first, "UPDATE shelf SET title = 'first' WHERE id = 1"))
                    .isEqualTo(1);
            assertThat(update(second, "UPDATE shelf SET title = 'second' WHERE id = 1"))
                    .isEqualTo(1);
            assertThat(titles(second)).containsExactly("second");
            first.commit();
            assertThatThrownBy(second::commit)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"))
                    .hasMessageContaining("OC000");
            assertThat(update(second, "UPDATE shelf SET title = title || '+' WHERE id = 1"))
                    .isEqualTo(1);
            second.commit();
            assertThat(titles(first)).containsExactly("first+");
        }
    }

    @Test
    void commitAfterAnErrorIsARollback() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            insert(connection, 1, "lost");
            assertThatThrownBy(() -> update(connection, "TRUNCATE shelf"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
                    .hasMessageContaining("unsupported statement: Truncate");
            assertThatThrownBy(() -> titles(connection))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
            connection.commit();
            assertThat(titles(connection)).isEmpty();
        }
    }

    @Test
    void readOnlyTransactionsRefuseWrites() throws SQLException {
        try (Connection connection = connect()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(titles(connection)).isEmpty();
            assertThatThrownBy(() -> update(connection, "DELETE FROM shelf"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
            connection.rollback();
        }
    }

    @Test
    void savepointsAreRefused() throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(connection::setSavepoint)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
            connection.rollback();
        }
    }

    @Test
    void aStatementThatTakesTooLongIsCancelled() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(
                            () -> statement.executeQuery(
                                    "SELECT count(*) FROM generate_series(1, 100000) AS a CROSS JOIN generate_series(1, 100000) AS b"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(titles(connection)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shelf", "sample"})
    void describesTables(String table) throws SQLException {
        try (Connection connection = connect()) {
            List<String> columns = new ArrayList<>();
            try (ResultSet rows = connection.getMetaData().getColumns(null, "public", table, "%")) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
            assertThat(columns).startsWith("id").hasSizeGreaterThan(2);
            try (ResultSet keys = connection.getMetaData().getPrimaryKeys(null, "public", table)) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getString("COLUMN_NAME")).isEqualTo("id");
            }
        }
    }

    @Test
    void preparedStatementsOutliveAChangeOfTheirTable() throws SQLException {
        try (Connection connection = connect()) {
            try (PreparedStatement all = connection.prepareStatement("SELECT * FROM shelf WHERE id >= ?")) {
                all.setInt(1, 0);
                for (int i = 0; i < 7; i++) {
                    all.executeQuery().close();
                }
                update(
                        connection,
                        "ALTER TABLE shelf ADD COLUMN extra_" + Integer.toHexString(mode.hashCode()) + " text");
                try (ResultSet rows = all.executeQuery()) {
                    assertThat(rows.getMetaData().getColumnCount()).isGreaterThan(3);
                }
            }
        }
    }

    @Test
    void startsAnIndexAndWaitsForIt() throws SQLException {
        String name = "shelf_title_" + Integer.toHexString(mode.hashCode());
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            String job;
            try (ResultSet row = statement.executeQuery("CREATE INDEX ASYNC " + name + " ON shelf (title)")) {
                row.next();
                job = row.getString("job_id");
            }
            try (PreparedStatement wait = connection.prepareStatement("CALL sys.wait_for_job(?)")) {
                wait.setString(1, job);
                try (ResultSet done = wait.executeQuery()) {
                    assertThat(done.next()).isTrue();
                    assertThat(done.getBoolean(1)).isTrue();
                }
            }
            try (ResultSet valid = statement.executeQuery(
                    "SELECT indisvalid FROM pg_index WHERE indexrelid = '" + name + "'::regclass")) {
                valid.next();
                assertThat(valid.getBoolean(1)).isTrue();
            }
        }
    }
}
