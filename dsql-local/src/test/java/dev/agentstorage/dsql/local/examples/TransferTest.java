// begin JUNIT
package dev.agentstorage.dsql.local.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.faults.InjectedFault;
import dev.agentstorage.dsql.local.junit.DsqlLocalTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@DsqlLocalTest
class TransferTest {
    @Test
    void aConflictIsRetried(DsqlLocal local, DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account (id int PRIMARY KEY, cents bigint NOT NULL)");
            statement.execute("INSERT INTO account VALUES (1, 100)");
            InjectedFault conflict = local.faults().inject("occ on commit 1");
            int attempts = 1;
            while (!tryToSpend(statement, 30)) {
                attempts++;
            }
            assertThat(attempts).isEqualTo(2);
            assertThat(conflict.fired()).isEqualTo(1);
        }
    }

    private static boolean tryToSpend(Statement statement, int cents) throws SQLException {
        try {
            statement.execute("UPDATE account SET cents = cents - " + cents + " WHERE id = 1");
            return true;
        } catch (SQLException e) {
            if ("40001".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}
// end JUNIT
