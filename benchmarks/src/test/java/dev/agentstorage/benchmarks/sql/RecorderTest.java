package dev.agentstorage.benchmarks.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class RecorderTest {

    @Test
    void writesDownWhatIsExecutedSoThatItCanBeSentAgainWithItsValues() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(postgres.jdbcUrl("postgres"));
            Recorder recorder = new Recorder(source);

            List<RecordedStatement> sent = recorder.during(() -> join(recorder.dataSource(), "a", 7));

            assertThat(sent).hasSize(1);
            RecordedStatement statement = sent.get(0);
            assertThat(statement.text()).isEqualTo("SELECT ? || ?");
            assertThat(statement.placeholders()).isEqualTo(2);
            assertThat(statement.reads()).isTrue();
            try (Connection connection = source.getConnection();
                    PreparedStatement again = statement.prepare(connection, "/* again */ ");
                    ResultSet rows = again.executeQuery()) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("a7");
            }
        }
    }

    @Test
    void readsAreDistinguishedFromChangesAndClaims() {
        assertThat(of("(SELECT 1) UNION ALL (SELECT 2)").reads()).isTrue();
        assertThat(of("UPDATE t SET a = 1").reads()).isFalse();
        assertThat(of("SELECT * FROM t WHERE id = ? FOR UPDATE").reads()).isFalse();
    }

    private static RecordedStatement of(String text) {
        return new RecordedStatement(text, List.of());
    }

    private static void join(DataSource source, String text, int number) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT ? || ?")) {
            statement.setString(1, text);
            statement.setObject(2, Integer.toString(number));
            statement.executeQuery().close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
