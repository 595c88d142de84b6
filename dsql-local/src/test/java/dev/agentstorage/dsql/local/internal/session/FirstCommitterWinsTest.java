package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No transaction waits, the first to commit wins, and the losers fail at COMMIT and not before. */
@Tag("slow")
@Timeout(30)
class FirstCommitterWinsTest {
    private static TestEndpoint endpoint;

    private final List<Connection> open = new ArrayList<>();

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute(
                "CREATE TABLE account (id int PRIMARY KEY, cents bigint, owner text)",
                "CREATE TABLE parent (id int PRIMARY KEY, note text)",
                "CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent(id) ON DELETE CASCADE, note text)",
                "CREATE TABLE strict_child (id int PRIMARY KEY, parent_id int REFERENCES parent(id))");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        endpoint.execute(
                "DELETE FROM account",
                "DELETE FROM child",
                "DELETE FROM strict_child",
                "DELETE FROM parent",
                "INSERT INTO account VALUES (1, 100, 'a'), (2, 100, 'b')",
                "INSERT INTO parent VALUES (1, 'p'), (2, 'q')",
                "INSERT INTO child VALUES (10, 1, 'c')");
    }

    @AfterEach
    void closeAll() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
    }

    private Connection session() throws SQLException {
        Connection connection = endpoint.begin();
        open.add(connection);
        return connection;
    }

    private static int update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void assertLoses(Connection connection) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(connection::commit)
                .satisfies(e -> {
                    assertThat(e.getSQLState()).isEqualTo("40001");
                    assertThat(e.getMessage()).contains("(OC000)");
                });
    }

    private static void assertWins(Connection connection) {
        assertThatCode(connection::commit).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void ofManyWritersOfOneRowTheFirstToCommitWins(int sessions) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Connection each = session();
            all.add(each);
            assertThat(update(each, "UPDATE account SET cents = cents + " + (i + 1) + " WHERE id = 1"))
                    .isEqualTo(1);
        }
        for (int i = 0; i < sessions; i++) {
            assertThat(query(all.get(i), "SELECT cents FROM account WHERE id = 1"))
                    .isEqualTo(Integer.toString(100 + i + 1));
        }
        Connection first = all.remove(sessions / 2);
        assertWins(first);
        for (Connection each : all) {
            assertLoses(each);
        }
        assertThat(query(session(), "SELECT cents FROM account WHERE id = 1"))
                .isEqualTo(Integer.toString(100 + sessions / 2 + 1));
    }

    @Test
    void aLoserContinuesWithItsOwnWrites() throws SQLException {
        Connection loser = session();
        Connection winner = session();
        assertThat(update(loser, "UPDATE account SET cents = 1 WHERE id = 1")).isEqualTo(1);
        assertThat(update(winner, "UPDATE account SET cents = 2 WHERE id = 1")).isEqualTo(1);
        assertWins(winner);

        assertThat(query(loser, "SELECT cents FROM account WHERE id = 1")).isEqualTo("1");
        assertThat(update(loser, "UPDATE account SET cents = cents + 10")).isEqualTo(2);
        assertThat(query(loser, "SELECT sum(cents) FROM public.account")).isEqualTo("121");
        assertThat(update(loser, "INSERT INTO account VALUES (3, 5, 'new')")).isEqualTo(1);
        assertThat(update(loser, "DELETE FROM public.account WHERE cents > 20")).isEqualTo(1);
        assertThat(query(loser, "SELECT count(*) FROM account")).isEqualTo("2");
        assertLoses(loser);
        assertThat(query(session(), "SELECT sum(cents) FROM account")).isEqualTo("102");
    }

    @Test
    void aWriterWithAnOldSnapshotSucceedsUntilCommit() throws SQLException {
        Connection old = session();
        assertThat(query(old, "SELECT cents FROM account WHERE id = 1")).isEqualTo("100");
        endpoint.execute("UPDATE account SET cents = 7 WHERE id = 1");

        assertThat(update(old, "UPDATE account SET cents = cents + 1 WHERE id = 1"))
                .isEqualTo(1);
        assertThat(query(old, "SELECT cents FROM account WHERE id = 1")).isEqualTo("101");
        assertLoses(old);
        assertThat(query(session(), "SELECT cents FROM account WHERE id = 1")).isEqualTo("7");
    }

    @Test
    void anEvictedTransactionCommitsWhenTheOtherRollsBack() throws SQLException {
        Connection first = session();
        Connection second = session();
        update(first, "UPDATE account SET cents = 1 WHERE id = 1");
        update(second, "UPDATE account SET cents = 2 WHERE id = 1");
        second.rollback();

        assertThat(query(first, "SELECT cents FROM account WHERE id = 1")).isEqualTo("1");
        assertWins(first);
        assertThat(query(session(), "SELECT cents FROM account WHERE id = 1")).isEqualTo("1");
    }

    @Test
    void differentRowsDoNotConflict() throws SQLException {
        Connection first = session();
        Connection second = session();
        update(first, "UPDATE account SET cents = 1 WHERE id = 1");
        update(second, "UPDATE account SET cents = 2 WHERE id = 2");
        assertWins(first);
        assertWins(second);
    }

    @Test
    void anAutocommitStatementWinsAgainstAnOpenTransaction() throws SQLException {
        Connection loser = session();
        update(loser, "UPDATE account SET cents = 1 WHERE id = 1");
        endpoint.execute("UPDATE account SET cents = 9 WHERE id = 1");
        assertLoses(loser);
        assertThat(query(session(), "SELECT cents FROM account WHERE id = 1")).isEqualTo("9");
    }

    @Test
    void crossedWritesDoNotDeadlock() throws SQLException {
        Connection first = session();
        Connection second = session();
        update(first, "UPDATE account SET cents = 1 WHERE id = 1");
        update(second, "UPDATE account SET cents = 2 WHERE id = 2");
        assertThat(update(first, "UPDATE account SET cents = 1 WHERE id = 2")).isEqualTo(1);
        assertThat(update(second, "UPDATE account SET cents = 2 WHERE id = 1")).isEqualTo(1);
        assertWins(second);
        assertLoses(first);
        assertThat(query(session(), "SELECT sum(cents) FROM account")).isEqualTo("4");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void ofManyInsertsOfOneKeyTheFirstToCommitWins(int sessions) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            Connection each = session();
            all.add(each);
            assertThat(update(each, "INSERT INTO account VALUES (50, " + i + ", 'x')"))
                    .isEqualTo(1);
        }
        assertWins(all.remove(1));
        for (Connection each : all) {
            assertLoses(each);
        }
        assertThat(query(session(), "SELECT cents FROM account WHERE id = 50")).isEqualTo("1");
    }

    @Test
    void anInsertOfAKeyThatTheSnapshotDoesNotShowSucceedsUntilCommit() throws SQLException {
        Connection old = session();
        query(old, "SELECT count(*) FROM account");
        endpoint.execute("INSERT INTO account VALUES (60, 1, 'x')");

        assertThat(update(old, "INSERT INTO account VALUES (60, 2, 'y')")).isEqualTo(1);
        assertThat(query(old, "SELECT owner FROM account WHERE id = 60")).isEqualTo("y");
        assertLoses(old);
    }

    @Test
    void anInsertOfAVisibleKeyFailsImmediately() throws SQLException {
        Connection session = session();
        query(session, "SELECT count(*) FROM account");
        endpoint.execute("INSERT INTO account VALUES (70, 1, 'x')");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> update(session, "INSERT INTO account VALUES (1, 2, 'y')"))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("23505"));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> query(session, "SELECT 1"))
                .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("25P02"));
    }

    @Test
    void forUpdateMeetsAWriteWhicheverCommitsFirst() throws SQLException {
        String lock = "SELECT cents FROM account WHERE id = 1 FOR UPDATE";
        Connection reader = session();
        Connection writer = session();
        assertThat(query(reader, lock)).isEqualTo("100");
        assertThat(update(writer, "UPDATE account SET cents = 3 WHERE id = 1")).isEqualTo(1);
        assertWins(reader);
        assertLoses(writer);

        Connection secondReader = session();
        Connection secondWriter = session();
        assertThat(query(secondReader, lock)).isEqualTo("100");
        assertThat(update(secondWriter, "UPDATE account SET cents = 4 WHERE id = 1"))
                .isEqualTo(1);
        assertWins(secondWriter);
        assertThat(query(secondReader, lock)).isEqualTo("100");
        assertLoses(secondReader);
    }

    @Test
    void aCommittedForUpdateConflictsWithAnOlderSnapshot() throws SQLException {
        Connection old = session();
        query(old, "SELECT 1 FROM account");
        Connection reader = session();
        query(reader, "SELECT cents FROM account WHERE id = 1 FOR UPDATE");
        assertWins(reader);

        assertThat(update(old, "UPDATE account SET cents = 3 WHERE id = 1")).isEqualTo(1);
        assertLoses(old);
    }

    @Test
    void forKeyShareMeetsADeletionAndNoOtherWrite() throws SQLException {
        String lock = "SELECT note FROM parent WHERE id = 2 FOR KEY SHARE";
        Connection reader = session();
        Connection writer = session();
        query(reader, lock);
        update(writer, "UPDATE parent SET note = 'other' WHERE id = 2");
        assertWins(reader);
        assertWins(writer);

        Connection secondReader = session();
        Connection remover = session();
        query(secondReader, lock);
        assertThat(update(remover, "DELETE FROM parent WHERE id = 2")).isEqualTo(1);
        assertWins(secondReader);
        assertLoses(remover);

        Connection thirdReader = session();
        Connection secondRemover = session();
        query(thirdReader, lock);
        assertThat(update(secondRemover, "DELETE FROM parent WHERE id = 2")).isEqualTo(1);
        assertWins(secondRemover);
        assertLoses(thirdReader);
    }

    @Test
    void aForeignKeyMeetsTheDeletionOfItsTarget() throws SQLException {
        Connection remover = session();
        Connection inserter = session();
        assertThat(update(remover, "DELETE FROM parent WHERE id = 2")).isEqualTo(1);
        assertThat(update(inserter, "INSERT INTO strict_child VALUES (1, 2)")).isEqualTo(1);
        assertWins(inserter);
        assertLoses(remover);

        Connection secondInserter = session();
        Connection secondRemover = session();
        assertThat(update(secondInserter, "INSERT INTO strict_child VALUES (2, 1)"))
                .isEqualTo(1);
        assertThat(update(secondRemover, "DELETE FROM parent WHERE id = 1")).isEqualTo(1);
        assertWins(secondRemover);
        assertLoses(secondInserter);
    }

    @Test
    void aForeignKeyCommittedSinceTheSnapshotMeetsTheDeletionAtCommit() throws SQLException {
        Connection remover = session();
        query(remover, "SELECT count(*) FROM parent");
        endpoint.execute("INSERT INTO strict_child VALUES (1, 2)");

        assertThat(update(remover, "DELETE FROM parent WHERE id = 2")).isEqualTo(1);
        assertThat(query(remover, "SELECT count(*) FROM parent")).isEqualTo("1");
        assertLoses(remover);
    }

    @Test
    void aCascadeMeetsAWriteOfTheChild() throws SQLException {
        Connection remover = session();
        Connection writer = session();
        assertThat(update(remover, "DELETE FROM parent WHERE id = 1")).isEqualTo(1);
        assertThat(update(writer, "UPDATE child SET note = 'touched' WHERE id = 10"))
                .isEqualTo(1);
        assertThat(query(remover, "SELECT count(*) FROM child")).isEqualTo("0");
        assertWins(writer);
        assertThat(query(remover, "SELECT count(*) FROM child")).isEqualTo("0");
        assertLoses(remover);
    }

    @Test
    void aNonKeyUpdateOfTheTargetDoesNotMeetAForeignKey() throws SQLException {
        Connection writer = session();
        Connection inserter = session();
        update(writer, "UPDATE parent SET note = 'nk' WHERE id = 2");
        update(inserter, "INSERT INTO strict_child VALUES (1, 2)");
        assertWins(writer);
        assertWins(inserter);
    }

    @Test
    void anUpsertOfAKeyThatTheSnapshotDoesNotShowSucceedsUntilCommit() throws SQLException {
        Connection old = session();
        query(old, "SELECT count(*) FROM account");
        endpoint.execute("INSERT INTO account VALUES (80, 1, 'x')");
        assertThat(update(old, "INSERT INTO account VALUES (80, 2, 'y') ON CONFLICT (id) DO NOTHING"))
                .isEqualTo(1);
        assertLoses(old);
    }
}
