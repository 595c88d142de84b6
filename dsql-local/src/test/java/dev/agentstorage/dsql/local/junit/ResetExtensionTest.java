package dev.agentstorage.dsql.local.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResetExtensionTest {
    @RegisterExtension
    static final DsqlLocalExtension ENDPOINT =
            DsqlLocalExtension.of(DsqlLocal.builder().tls(false)).resettingBeforeEach();

    @RepeatedTest(2)
    void theOptionsStayAndTheTablesAreEmpty(DsqlLocal local, DataSource database) throws SQLException {
        assertThat(local.wantsTls()).isFalse();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS leaf (id int PRIMARY KEY)");
            assertThat(statement.executeUpdate("INSERT INTO leaf VALUES (1)")).isOne();
        }
    }
}
