package dev.agentstorage.dsql.local.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.junit.DsqlLocalExtension;
import dev.agentstorage.dsql.local.junit.JdbcUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

// begin EXTENSION
class SmallTransactionsTest {
    @RegisterExtension
    static final DsqlLocalExtension ENDPOINT =
            DsqlLocalExtension.of(DsqlLocal.builder().transactionRows(10));

    @Test
    void elevenRowsAreOneTooMany(@JdbcUrl String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE numbers (n int PRIMARY KEY)");
            statement.execute("INSERT INTO numbers SELECT generate_series(1, 10)");
            SQLException refused = catchThrowableOfType(
                    SQLException.class, () -> statement.execute("INSERT INTO numbers SELECT generate_series(11, 21)"));
            assertThat(refused.getSQLState()).isEqualTo("54000");
        }
    }
}
// end EXTENSION
