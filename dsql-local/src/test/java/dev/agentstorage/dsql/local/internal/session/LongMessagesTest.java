package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Much data, in one message and in many, in both directions; and what a client does to a long statement. */
@Timeout(60)
class LongMessagesTest {
    private static TestEndpoint endpoint;

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute("CREATE TABLE line (id int PRIMARY KEY, words text)");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        endpoint.execute("DELETE FROM line");
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM line")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aHundredMebibytesOfRowsPass() throws SQLException {
        try (Connection connection = endpoint.begin();
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(2);
            long bytes = 0;
            try (ResultSet rows =
                    statement.executeQuery("SELECT repeat('x', 1048576) FROM generate_series(1, 100) g")) {
                while (rows.next()) {
                    bytes += rows.getBytes(1).length;
                }
            }
            assertThat(bytes).isEqualTo(100L << 20);
        }
    }

    @Test
    void aParameterOfTenMegabytesPassesToARead() throws SQLException {
        byte[] value = new byte[10_000_000];
        try (Connection connection = endpoint.connect();
                PreparedStatement length = connection.prepareStatement("SELECT length(?::bytea)")) {
            length.setBytes(1, value);
            try (ResultSet row = length.executeQuery()) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(value.length);
            }
            assertThat(count(connection)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT length(?::bytea)", "INSERT INTO line SELECT 1, 'x' WHERE length(?::bytea) > 0"})
    void aParameterOfElevenMebibytesEndsTheConnection(String sql) throws SQLException {
        try (Connection connection = endpoint.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, new byte[11 << 20]);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(statement::execute)
                    .satisfies(e -> assertThat(e.getSQLState()).startsWith("08"));
            assertThat(connection.isClosed()).isTrue();
        }
        try (Connection other = endpoint.connect()) {
            assertThat(count(other)).isZero();
        }
    }

    @Test
    void asManyParametersAsTheProtocolAllowsPass() throws SQLException {
        int most = 65_535;
        String marks = String.join(",", Collections.nCopies(most, "?"));
        try (Connection connection = endpoint.connect();
                PreparedStatement in = connection.prepareStatement("SELECT 1 WHERE 65535 IN (" + marks + ")")) {
            for (int i = 1; i <= most; i++) {
                in.setInt(i, i);
            }
            try (ResultSet row = in.executeQuery()) {
                assertThat(row.next()).isTrue();
            }
        }
    }

    @Test
    void aBatchOfTwoThousandIsOneTransaction() throws SQLException {
        try (Connection connection = endpoint.begin();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO line VALUES (?, ?)")) {
            for (int i = 0; i < 2_000; i++) {
                insert.setInt(1, i);
                insert.setString(2, "w".repeat(100));
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).hasSize(2_000).containsOnly(1);
            connection.commit();
            assertThat(count(connection)).isEqualTo(2_000);
        }
    }

    @Test
    void copyGoesBothWays() throws SQLException, IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(i).append("\twords ").append(i).append('\n');
        }
        try (Connection connection = endpoint.connect()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            ByteArrayInputStream in = new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8));
            assertThat(copy.copyIn("COPY line FROM STDIN", in)).isEqualTo(3_000);
            OutputStream out = new ByteArrayOutputStream();
            assertThat(copy.copyOut("COPY (SELECT * FROM line ORDER BY id) TO STDOUT", out))
                    .isEqualTo(3_000);
            assertThat(out.toString()).isEqualTo(lines.toString());
        }
    }

    @Test
    void aCopyThatFailsMidwayLeavesNothingAndTheConnectionUsable() throws SQLException {
        try (Connection connection = endpoint.connect()) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            String lines = "1\ta\nnot a number\tb\n" + "3\tc\n".repeat(100_000);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> copy.copyIn(
                            "COPY line FROM STDIN", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8))))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("22P02"));
            assertThat(count(connection)).isZero();
        }
    }

    @Test
    void aStatementIsCancelled() throws SQLException {
        try (Connection connection = endpoint.connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("SELECT pg_sleep(50)"))
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("57014"));
            assertThat(count(connection)).isZero();
        }
    }

    @Test
    void aHalfReadResultOfAnEvictedTransactionEndsInAConflict() throws SQLException {
        endpoint.execute("INSERT INTO line SELECT g, 'x' FROM generate_series(1, 100) g");
        try (Connection reader = endpoint.begin();
                Statement write = reader.createStatement();
                Statement read = reader.createStatement()) {
            write.executeUpdate("UPDATE line SET words = 'mine' WHERE id = 1");
            read.setFetchSize(10);
            try (ResultSet rows = read.executeQuery("SELECT id FROM line ORDER BY id")) {
                assertThat(rows.next()).isTrue();
                endpoint.execute("UPDATE line SET words = 'other' WHERE id = 1");
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> {
                            while (rows.next()) {
                                assertThat(rows.getInt(1)).isPositive();
                            }
                        })
                        .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            }
        }
    }
}
