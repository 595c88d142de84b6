package dev.agentstorage.dsql.local.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each source of conflicts, with few and with many sessions: all but one do the same, and one does what conflicts with it. */
@Tag("slow")
@Timeout(60)
class ManySessionsTest {
    private static final Duration NO_WAIT = Duration.ofSeconds(1);

    private static TestEndpoint endpoint;

    private final List<Connection> open = new ArrayList<>();

    @BeforeAll
    static void start() throws SQLException {
        endpoint = TestEndpoint.start();
        endpoint.execute(
                "CREATE TABLE parent (id int PRIMARY KEY, note text)",
                "CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent(id))",
                "CREATE TABLE leaf (id int PRIMARY KEY, parent_id int REFERENCES parent(id) ON DELETE CASCADE, note text)",
                "CREATE TABLE keyless (note text, filler text)",
                "CREATE VIEW parents AS SELECT * FROM parent");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        endpoint.execute(
                "DELETE FROM child",
                "DELETE FROM leaf",
                "DELETE FROM parent",
                "DELETE FROM keyless",
                "INSERT INTO parent VALUES (1, 'p')",
                "INSERT INTO keyless VALUES ('p', 'x')",
                "INSERT INTO leaf SELECT g, 1, 'leaf' FROM generate_series(0, 7) g");
    }

    @AfterEach
    void closeAll() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
    }

    private interface Work {
        void on(Connection connection, int number) throws SQLException;
    }

    /** Sessions that have all done their work, none of them having waited for another. */
    private List<Connection> sessions(int count, Work work) throws SQLException {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Connection each = endpoint.begin();
            open.add(each);
            all.add(each);
            long started = System.nanoTime();
            work.on(each, i);
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(NO_WAIT);
        }
        return all;
    }

    private Connection session(Work work) throws SQLException {
        return sessions(1, work).get(0);
    }

    private static void update(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private static void read(Connection connection, String sql) throws SQLException {
        assertThat(query(connection, sql)).isEqualTo("p");
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void assertWin(List<Connection> connections) {
        connections.forEach(each -> assertThatCode(each::commit).doesNotThrowAnyException());
    }

    private static void assertLose(List<Connection> connections) {
        for (Connection each : connections) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(each::commit)
                    .satisfies(e -> assertThat(e.getSQLState()).isEqualTo("40001"))
                    .withMessageContaining("(OC000)");
        }
    }

    /** Every way to lock the row of {@link #WRITE}, and no other row that is written. */
    private static final List<String> LOCKS = List.of(
            "SELECT note FROM parent WHERE id = 1 FOR UPDATE",
            "SELECT note FROM parent FOR UPDATE",
            "SELECT note FROM parent WHERE note = 'p' FOR UPDATE",
            "SELECT note FROM parent WHERE id BETWEEN 0 AND 5 FOR UPDATE",
            "SELECT note FROM parent WHERE id IN (1, 2, 3) FOR UPDATE",
            "SELECT note FROM parent WHERE lower(note) = 'p' FOR UPDATE",
            "SELECT note FROM parent ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
            "SELECT p.note FROM parent p JOIN leaf l ON l.parent_id = p.id WHERE l.id = 0 FOR UPDATE",
            "SELECT p.note FROM parent p JOIN leaf l ON l.parent_id = p.id WHERE l.id = 0 FOR UPDATE OF p",
            "SELECT p.note FROM leaf l, parent p WHERE l.parent_id = p.id LIMIT 1 FOR UPDATE OF p FOR KEY SHARE OF l",
            "SELECT note FROM (SELECT * FROM parent FOR UPDATE) AS locked",
            "WITH locked AS (SELECT note FROM parent FOR UPDATE) SELECT note FROM locked",
            "SELECT note FROM parents WHERE id = 1 FOR UPDATE");

    private static Stream<Arguments> locks() {
        return LOCKS.stream().flatMap(sql -> Stream.of(arguments(sql, 2), arguments(sql, 8)));
    }

    private static Work lock(String sql) {
        return (connection, number) -> read(connection, sql);
    }

    private static Stream<Arguments> shares() {
        return Stream.of(
                        "SELECT note FROM parent WHERE id = 1 FOR KEY SHARE",
                        "SELECT note FROM parent FOR KEY SHARE",
                        "SELECT p.note FROM parent p JOIN keyless k ON k.note = p.note FOR KEY SHARE OF p")
                .flatMap(sql -> Stream.of(arguments(sql, 2), arguments(sql, 8)));
    }

    /** Takes the snapshot and nothing else. */
    private static final Work BEGIN = (connection, number) -> {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = 'begun'");
        }
    };

    private static final Work WRITE =
            (connection, number) -> update(connection, "UPDATE parent SET note = 'w" + number + "' WHERE id = 1");
    private static final Work REMOVE = (connection, number) -> update(connection, "DELETE FROM parent WHERE id = 1");
    private static final Work REFER =
            (connection, number) -> update(connection, "INSERT INTO child VALUES (" + number + ", 1)");
    private static final Work TOUCH =
            (connection, number) -> update(connection, "UPDATE leaf SET note = 'touched' WHERE id = " + number);

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void writesOfOneRow(int count) throws SQLException {
        List<Connection> writers = sessions(count, WRITE);
        for (int i = 0; i < count; i++) {
            assertThat(query(writers.get(i), "SELECT note FROM parent")).isEqualTo("w" + i);
        }
        assertWin(List.of(writers.remove(0)));
        for (int i = 1; i < count; i++) {
            assertThat(query(writers.get(i - 1), "SELECT note FROM parent")).isEqualTo("w" + i);
        }
        assertLose(writers);
    }

    @ParameterizedTest
    @MethodSource("locks")
    void aWriteBeatsEveryForUpdate(String sql, int count) throws SQLException {
        List<Connection> readers = sessions(count - 1, lock(sql));
        assertWin(List.of(session(WRITE)));
        assertLose(readers);
    }

    @ParameterizedTest
    @MethodSource("locks")
    void aForUpdateBeatsTheWriteAndEveryOtherForUpdate(String sql, int count) throws SQLException {
        Connection writer = session(WRITE);
        List<Connection> readers = sessions(count - 1, lock(sql));
        assertWin(List.of(readers.remove(0)));
        assertLose(List.of(writer));
        assertLose(readers);
    }

    @ParameterizedTest
    @MethodSource("locks")
    void aForUpdateBeatsEveryWriteWithAnOlderSnapshot(String sql, int count) throws SQLException {
        List<Connection> writers = sessions(count - 1, BEGIN);
        assertWin(List.of(session(lock(sql))));
        for (Connection each : writers) {
            WRITE.on(each, 0);
        }
        assertLose(writers);
    }

    @ParameterizedTest
    @MethodSource("locks")
    void aWriteBeatsEveryForUpdateWithAnOlderSnapshot(String sql, int count) throws SQLException {
        List<Connection> readers = sessions(count - 1, BEGIN);
        assertWin(List.of(session(WRITE)));
        for (Connection each : readers) {
            lock(sql).on(each, 0);
        }
        assertLose(readers);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void aForUpdateOutsideOfATransactionBeatsOlderSnapshots(int count) throws SQLException {
        for (String sql : LOCKS) {
            List<Connection> writers = sessions(count - 1, BEGIN);
            try (Connection reader = endpoint.connect()) {
                read(reader, sql);
            }
            for (Connection each : writers) {
                WRITE.on(each, 0);
            }
            assertLose(writers);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void aForUpdateOfATableWithoutAKeyMeetsItsWrites(int count) throws SQLException {
        Work write = (connection, number) -> update(connection, "UPDATE keyless SET filler = 'w'");
        List<Connection> begun = sessions(count - 1, BEGIN);
        Connection writer = session(write);
        List<Connection> readers = sessions(count - 1, lock("SELECT note FROM keyless FOR UPDATE"));
        assertWin(List.of(readers.remove(0)));
        assertLose(List.of(writer));
        assertLose(readers);
        for (Connection each : begun) {
            write.on(each, 0);
        }
        assertLose(begun);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void theSnapshotIsTheOneOfBegin(int count) throws SQLException {
        List<Connection> begun = sessions(count - 1, BEGIN);
        assertWin(List.of(session(WRITE)));
        for (Connection each : begun) {
            read(each, "SELECT note FROM parent WHERE id = 1");
            WRITE.on(each, 1);
            assertThat(query(each, "SELECT note FROM parent")).isEqualTo("w1");
        }
        assertLose(begun);
        assertThat(query(session((connection, number) -> {}), "SELECT note FROM parent"))
                .isEqualTo("w0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void whatHasOnlyReadAnOlderSnapshotCommits(int count) throws SQLException {
        List<Connection> begun = sessions(count - 1, BEGIN);
        assertWin(List.of(session(WRITE)));
        for (Connection each : begun) {
            read(each, "SELECT note FROM parent WHERE id = 1");
        }
        assertWin(begun);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void rowsThatALimitOrAnAliasLeavesOutAreNotLocked(int count) throws SQLException {
        List<Connection> writers = sessions(count - 1, BEGIN);
        assertWin(sessions(1, lock("SELECT p.note FROM parent p, leaf l WHERE l.id >= 0 LIMIT 1 FOR UPDATE OF p")));
        endpoint.execute("BEGIN", "SELECT id FROM leaf ORDER BY id DESC LIMIT 1 FOR UPDATE", "COMMIT");
        for (int i = 0; i < writers.size(); i++) {
            TOUCH.on(writers.get(i), i);
        }
        assertWin(writers);
    }

    @ParameterizedTest
    @MethodSource("shares")
    void aDeletionBeatsEveryForKeyShare(String sql, int count) throws SQLException {
        List<Connection> readers = sessions(count - 1, lock(sql));
        assertWin(List.of(session(REMOVE)));
        assertLose(readers);
    }

    @ParameterizedTest
    @MethodSource("shares")
    void aForKeyShareBeatsTheDeletionAndNoOtherForKeyShare(String sql, int count) throws SQLException {
        Connection remover = session(REMOVE);
        List<Connection> readers = sessions(count - 1, lock(sql));
        assertWin(List.of(readers.get(0)));
        assertLose(List.of(remover));
        assertWin(readers.subList(1, readers.size()));
    }

    @ParameterizedTest
    @MethodSource("shares")
    void aForKeyShareBeatsEveryDeletionWithAnOlderSnapshot(String sql, int count) throws SQLException {
        List<Connection> removers = sessions(count - 1, BEGIN);
        assertWin(List.of(session(lock(sql))));
        for (Connection each : removers) {
            REMOVE.on(each, 0);
            assertThat(query(each, "SELECT count(*) FROM parent")).isEqualTo("0");
        }
        assertLose(removers);
        assertWin(List.of(session(REMOVE)));
    }

    @ParameterizedTest
    @MethodSource("shares")
    void aDeletionBeatsEveryForKeyShareWithAnOlderSnapshot(String sql, int count) throws SQLException {
        List<Connection> readers = sessions(count - 1, BEGIN);
        assertWin(List.of(session(REMOVE)));
        for (Connection each : readers) {
            lock(sql).on(each, 0);
        }
        assertLose(readers);
    }

    @ParameterizedTest
    @MethodSource("shares")
    void aForKeyShareOutsideOfATransactionBeatsTheDeletion(String sql, int count) throws SQLException {
        List<Connection> removers = sessions(count - 1, BEGIN);
        try (Connection reader = endpoint.connect()) {
            read(reader, sql);
        }
        for (Connection each : removers) {
            REMOVE.on(each, 0);
        }
        assertLose(removers);
    }

    @Test
    void aForKeyShareBeatsAChangeOfTheKeyAndNoOtherWrite() throws SQLException {
        endpoint.execute("DELETE FROM leaf");
        Connection renumbering = session(BEGIN);
        Connection writer = session(BEGIN);
        assertWin(List.of(session(lock("SELECT note FROM parent FOR KEY SHARE"))));
        update(renumbering, "UPDATE parent SET id = 2 WHERE id = 1");
        assertLose(List.of(renumbering));
        WRITE.on(writer, 0);
        assertWin(List.of(writer));
    }

    @Test
    void aLockMovesNoRow() throws SQLException {
        endpoint.execute("SELECT id FROM leaf WHERE id = 0 FOR UPDATE", "SELECT id FROM leaf LIMIT 1 FOR UPDATE");
        assertThat(query(session(BEGIN), "SELECT string_agg(id::text, ',') FROM leaf"))
                .isEqualTo("0,1,2,3,4,5,6,7");
    }

    @Test
    void aForUpdateOfARowThatItsTransactionHasChangedMakesNoFurtherConflict() throws SQLException {
        Connection other = session(BEGIN);
        Connection both = session(lock("SELECT note FROM parent FOR UPDATE"));
        WRITE.on(both, 0);
        assertWin(List.of(both));
        update(other, "DELETE FROM leaf WHERE id = 7");
        assertWin(List.of(other));
    }

    @Test
    void moreRowsThanATransactionMayChangeCanBeLocked() throws SQLException {
        endpoint.execute(
                "DROP TABLE IF EXISTS many",
                "CREATE TABLE many (id int PRIMARY KEY)",
                "INSERT INTO many SELECT g FROM generate_series(1, 3000) g",
                "INSERT INTO many SELECT g FROM generate_series(3001, 6000) g");
        Connection begun = session(BEGIN);
        Connection reader = session((connection, number) -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT id FROM many FOR UPDATE")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(6000);
            }
        });
        update(reader, "UPDATE parent SET note = 'q' WHERE id = 1");
        assertWin(List.of(reader));
        update(begun, "DELETE FROM many WHERE id = 6000");
        assertLose(List.of(begun));
    }

    @Test
    void aForKeyShareThatWasRolledBackIsForgotten() throws SQLException {
        Connection remover = session(BEGIN);
        session(lock("SELECT note FROM parent FOR KEY SHARE")).rollback();
        REMOVE.on(remover, 0);
        assertWin(List.of(remover));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void aDeletionBeatsEveryReferenceToItsRow(int count) throws SQLException {
        endpoint.execute("DELETE FROM leaf");
        List<Connection> inserters = sessions(count - 1, REFER);
        Connection remover = session(REMOVE);
        for (Connection each : inserters) {
            assertThat(query(each, "SELECT count(*) FROM child")).isEqualTo("1");
        }
        assertWin(List.of(remover));
        assertLose(inserters);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void aReferenceBeatsTheDeletionAndNoOtherReference(int count) throws SQLException {
        Connection remover = session(REMOVE);
        List<Connection> inserters = sessions(count - 1, REFER);
        assertWin(List.of(inserters.get(0)));
        assertLose(List.of(remover));
        assertWin(inserters.subList(1, inserters.size()));
        assertThat(query(session((connection, number) -> {}), "SELECT count(*) FROM child"))
                .isEqualTo(Integer.toString(count - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void aCascadeBeatsEveryWriteOfTheRowsItRemoves(int count) throws SQLException {
        List<Connection> writers = sessions(count - 1, TOUCH);
        Connection remover = session(REMOVE);
        assertThat(query(remover, "SELECT count(*) FROM leaf")).isEqualTo("0");
        for (Connection each : writers) {
            assertThat(query(each, "SELECT count(*) FROM leaf WHERE note = 'touched'"))
                    .isEqualTo("1");
        }
        assertWin(List.of(remover));
        assertLose(writers);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void aWriteOfARowBeatsTheCascadeAndNoOtherWrite(int count) throws SQLException {
        Connection remover = session(REMOVE);
        List<Connection> writers = sessions(count - 1, TOUCH);
        assertWin(List.of(writers.get(0)));
        assertLose(List.of(remover));
        assertWin(writers.subList(1, writers.size()));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void insertsOfOneKey(int count) throws SQLException {
        List<Connection> inserters = sessions(
                count, (connection, number) -> update(connection, "INSERT INTO parent VALUES (50, 'i" + number + "')"));
        for (int i = 0; i < count; i++) {
            assertThat(query(inserters.get(i), "SELECT note FROM parent WHERE id = 50"))
                    .isEqualTo("i" + i);
        }
        assertWin(List.of(inserters.remove(count - 1)));
        assertLose(inserters);
    }
}
