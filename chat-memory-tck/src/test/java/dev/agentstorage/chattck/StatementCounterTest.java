package dev.agentstorage.chattck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class StatementCounterTest {
    private final StatementCounter counter = new StatementCounter();
    private final DataSource source = counter.watch(database());

    @Test
    void statementsRowsOfBatchesAndCharactersAreCounted() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement plain = connection.createStatement()) {
            plain.execute("create table t (a varchar)");
            try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
                for (String value : new String[] {"one", "three"}) {
                    insert.setString(1, value);
                    insert.addBatch();
                }
                insert.executeBatch();
                insert.setString(1, "four");
                insert.executeUpdate();
            }
        }

        assertThat(counter.counts()).isEqualTo(new StatementCounter.Counts(4, 12));
    }

    @Test
    void anErrorIsTheOneOfTheDriver() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("no such statement")).isInstanceOf(SQLException.class);
        }
    }

    private static DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:");
        return database;
    }
}
