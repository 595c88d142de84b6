package dev.agentstorage.dsql.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.agentstorage.dsql.local.faults.Fault;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.dsql.local.junit.DsqlLocalTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGStatement;
import org.postgresql.util.PSQLException;

/** Each fault as a client sees it. */
@DsqlLocalTest
class FaultInjectionTest {
    private final DsqlLocal local;
    private final DataSource database;

    FaultInjectionTest(DsqlLocal local, DataSource database) {
        this.local = local;
        this.database = database;
    }

    @BeforeAll
    static void createTable(DataSource database) throws SQLException {
        execute(database, "CREATE TABLE IF NOT EXISTS faulty (id int PRIMARY KEY)");
    }

    @BeforeEach
    void emptyTable() throws SQLException {
        execute(database, "DELETE FROM faulty");
    }

    @Test
    void aConflictFailsTheCommitAndTheRetrySucceeds() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            InjectedFault fault = local.faults().inject("occ on commit 1");
            connection.setAutoCommit(false);
            assertThat(statement.executeUpdate("INSERT INTO faulty VALUES (1)")).isEqualTo(1);
            assertThat(failureOf(connection::commit).sqlState()).isEqualTo("40001");
            connection.rollback();
            statement.executeUpdate("INSERT INTO faulty VALUES (1)");
            connection.commit();
            assertThat(fault.fired()).isEqualTo(1);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aConflictFailsAStatementOutsideOfATransaction() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            local.faults().inject("occ on commit 1");
            Failure failure = failureOf(() -> statement.executeUpdate("INSERT INTO faulty VALUES (1)"));
            assertThat(failure.sqlState()).isEqualTo("40001");
            assertThat(failure.message()).contains("(OC000)");
            statement.executeUpdate("INSERT INTO faulty VALUES (2)");
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void readingIsNoCommit() throws SQLException {
        InjectedFault fault = local.faults().inject("occ on commit");
        assertThat(count()).isZero();
        assertThat(fault.fired()).isZero();
    }

    @Test
    void aChangedSchemaFailsAnyStatement() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            local.faults().inject("schema-change on statement 2");
            statement.execute("SELECT 1");
            Failure failure = failureOf(() -> statement.execute("SELECT 1"));
            assertThat(failure.sqlState()).isEqualTo("40001");
            assertThat(failure.message()).contains("(OC001)");
            statement.execute("SELECT 1");
        }
    }

    @Test
    void aChangedSchemaFailsACommit() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            local.faults().inject("schema-change on commit");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO faulty VALUES (1)");
            assertThat(failureOf(connection::commit).message()).contains("(OC001)");
        }
        assertThat(count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"cut before commit 1, 0", "cut after commit 1, 1"})
    void aConnectionThatIsCutAtACommitHasCommittedOrNot(String rule, int rows) throws SQLException {
        cutAtCommit(rule);
        assertThat(count()).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource({"cut during commit 1 seed 1", "cut during commit 1 seed 2", "cut during commit 1 seed 3"})
    void aConnectionThatIsCutDuringACommitLeavesWholeTransactions(String rule) throws SQLException {
        cutAtCommit(rule);
        await().until(() -> local.openConnections().isEmpty());
        assertThat(count()).isIn(0, 2);
    }

    private void cutAtCommit(String rule) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO faulty VALUES (1)");
            if (rule.contains("during")) {
                statement.executeUpdate("INSERT INTO faulty VALUES (2)");
            }
            local.faults().inject(rule);
            assertThat(failureOf(connection::commit).sqlState()).startsWith("08");
            assertThat(connection.isValid(1)).isFalse();
        }
    }

    @Test
    void aConnectionThatIsCutAtAStatementHasRolledBack() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO faulty VALUES (1)");
            local.faults().inject(Fault.cutOnStatement().count(1));
            Failure failure = failureOf(() -> statement.executeUpdate("INSERT INTO faulty VALUES (2)"));
            assertThat(failure.sqlState()).startsWith("08");
        }
        assertThat(count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "reject connect 53300 count 1, 53300, too many open connections",
        "rate-limit count 1, 53400, rate exceeded",
        "expired-token count 1, 28000, 'unable to accept connection, access denied'",
        "waking-up count 1, 57P03, 'unable to accept connection, waking up cluster, please retry later'"
    })
    void aConnectionIsRejected(String rule, String sqlState, String message) throws SQLException {
        local.faults().inject(rule);
        Failure failure = failureOf(database::getConnection);
        assertThat(failure.sqlState()).isEqualTo(sqlState);
        assertThat(failure.message()).contains(message);
        assertThat(count()).isZero();
    }

    @Test
    void anExpiredTokenIsNamedInAHint() {
        local.faults().inject("expired-token count 1");
        PSQLException refused = catchThrowableOfType(PSQLException.class, database::getConnection);
        assertThat(refused.getServerErrorMessage().getHint()).startsWith("Signature expired: ");
    }

    @Test
    void aClusterIsAwakeAfterATime() {
        Duration time = Duration.ofSeconds(1);
        long begin = System.nanoTime();
        local.faults().inject(Fault.wakingUp().during(time));
        await().ignoreExceptionsMatching(e -> e instanceof SQLException asleep && "57P03".equals(asleep.getSQLState()))
                .until(() -> count() == 0);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server-unavailable on statement 2 | XX000 | server unavailable",
                "temp-space on statement 2"
                        + " | 54000 | query requires more than allowed temp space of 131072 KB to execute"
            })
    void aStatementFailsAndItsConnectionStaysOpen(String rule, String sqlState, String message) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            InjectedFault fault = local.faults().inject(rule);
            statement.executeUpdate("INSERT INTO faulty VALUES (1)");
            Failure failure = failureOf(() -> statement.executeQuery("SELECT * FROM faulty"));
            assertThat(failure.sqlState()).isEqualTo(sqlState);
            assertThat(failure.message()).isEqualTo("ERROR: " + message);
            assertThat(failureOf(() -> statement.executeQuery("SELECT 1")).sqlState())
                    .isEqualTo("25P02");
            connection.rollback();
            statement.executeUpdate("INSERT INTO faulty VALUES (2)");
            connection.commit();
            assertThat(fault.fired()).isEqualTo(1);
        }
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnavailableServerRollsBackACommitAndTheConnectionStaysOpen(boolean autoCommit) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(autoCommit);
            local.faults().inject(Fault.serverUnavailableOnCommit().at(1));
            ThrowingCallable work = () -> {
                statement.executeUpdate("INSERT INTO faulty VALUES (1)");
                if (!autoCommit) {
                    connection.commit();
                }
            };
            Failure failure = failureOf(work);
            assertThat(failure.sqlState()).isEqualTo("XX000");
            assertThat(failure.message()).isEqualTo("ERROR: server unavailable");
            assertThat(count()).isZero();
            assertThatCode(work).doesNotThrowAnyException();
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aRoundTripTakesLonger() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            InjectedFault fault = local.faults().inject(Fault.latency(Duration.ofMillis(50)));
            long begin = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                statement.execute("SELECT 1");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
            assertThat(fault.fired()).isEqualTo(3);
        }
    }

    @Test
    void anIndexBuildFails() throws SQLException {
        execute(database, "CREATE TABLE IF NOT EXISTS unindexed (id int PRIMARY KEY, word text)");
        local.faults().inject("fail index-job 1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            String job = first(statement, "CREATE INDEX ASYNC broken ON unindexed (word)");
            assertThat(first(statement, "CALL sys.wait_for_job('" + job + "')")).isEqualTo("f");
            assertThat(first(statement, "SELECT status FROM sys.jobs WHERE job_id = '" + job + "'"))
                    .isEqualTo("failed");
            String valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'broken'::regclass";
            assertThat(first(statement, valid)).isEqualTo("f");
            statement.execute("DROP INDEX broken");
        }
    }

    @Test
    void faultsAreManagedInSql() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            String id = first(statement, "SELECT dsql_local.inject('occ on commit 1')");
            first(statement, "SELECT dsql_local.inject('latency 1ms')");
            Failure failure = failureOf(() -> statement.executeUpdate("INSERT INTO faulty VALUES (1)"));
            assertThat(failure.sqlState()).isEqualTo("40001");
            List<String> rules = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT * FROM dsql_local.faults()")) {
                while (rows.next()) {
                    rules.add(rows.getString("rule") + ": " + rows.getString("fired"));
                }
            }
            assertThat(rules).hasSize(2).first().isEqualTo("occ on commit 1: 1");
            assertThat(first(statement, "SELECT dsql_local.remove_fault('" + id + "')"))
                    .isEqualTo("t");
            assertThat(first(statement, "SELECT dsql_local.clear_faults()")).isEqualTo("1");
            assertThat(local.faults().injected()).isEmpty();
        }
    }

    @Test
    void aRuleMayBeAParameterOfAStatementThatIsPreparedOnce() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement inject = connection.prepareStatement("select dsql_local.inject(?)")) {
            inject.unwrap(PGStatement.class).setPrepareThreshold(1);
            for (String rule : List.of("latency 1us", "occ on commit 7", "rate-limit on connect 9")) {
                inject.setString(1, rule);
                try (ResultSet id = inject.executeQuery()) {
                    assertThat(id.next()).isTrue();
                    assertThat(id.getString("inject")).isNotEmpty();
                }
            }
        }
        assertThat(local.faults().injected())
                .extracting(InjectedFault::fault)
                .contains(Fault.occ().at(7))
                .hasSize(3);
    }

    @Test
    void managingFaultsMeetsNone() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            InjectedFault fault = local.faults().inject("schema-change on statement");
            assertThat(first(statement, "SELECT * FROM dsql_local.faults")).isNotEmpty();
            assertThat(first(statement, "SELECT dsql_local.clear_faults()")).isEqualTo("1");
            assertThat(fault.fired()).isZero();
        }
    }

    @Test
    void aRuleThatCannotBeReadIsAnErrorInSql() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            Failure failure = failureOf(() -> statement.execute("SELECT dsql_local.inject('explode')"));
            assertThat(failure.sqlState()).isEqualTo("22023");
            assertThat(failure.message()).contains("expected occ, schema-change");
        }
    }

    private record Failure(String sqlState, String message) {}

    private static Failure failureOf(ThrowingCallable call) {
        SQLException thrown = catchThrowableOfType(SQLException.class, call);
        assertThat((Throwable) thrown).as("the error that the client receives").isNotNull();
        return new Failure(thrown.getSQLState(), thrown.getMessage());
    }

    private int count() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            return Integer.parseInt(first(statement, "SELECT count(*) FROM faulty"));
        }
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
