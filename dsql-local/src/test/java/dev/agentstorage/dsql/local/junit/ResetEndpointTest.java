package dev.agentstorage.dsql.local.junit;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;

@DsqlLocalTest(reset = true)
class ResetEndpointTest {
    @BeforeAll
    static void createTable(DataSource database) throws SQLException {
        execute(database, "CREATE TABLE IF NOT EXISTS reset_leaf (id int PRIMARY KEY)");
        execute(database, "INSERT INTO reset_leaf VALUES (1)");
    }

    @BeforeEach
    void write(DataSource database) throws SQLException {
        execute(database, "INSERT INTO reset_leaf VALUES (2)");
    }

    @RepeatedTest(2)
    void everyTestFindsItsOwnRowsOnly(DataSource database) {
        assertThatCode(() -> execute(database, "INSERT INTO reset_leaf VALUES (1)"))
                .doesNotThrowAnyException();
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
