import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import liquibase.change.custom.CustomTaskChange;
import liquibase.database.Database;
import liquibase.exception.CustomChangeException;
import liquibase.exception.ValidationErrors;
import liquibase.resource.ResourceAccessor;

/** Changes the same row in its own transaction while that of the change set is open. */
public final class OtherWriter implements CustomTaskChange {
    static int changed;

    @Override
    public void execute(Database database) throws CustomChangeException {
        try (Connection connection = LiquibaseClient.connect();
                Statement statement = connection.createStatement()) {
            changed = statement.executeUpdate("UPDATE liquibase_account SET cents = cents + 1 WHERE owner = 'Ada'");
        } catch (SQLException e) {
            throw new CustomChangeException(e);
        }
    }

    @Override
    public String getConfirmationMessage() {
        return "changed";
    }

    @Override
    public void setUp() {}

    @Override
    public void setFileOpener(ResourceAccessor resources) {}

    @Override
    public ValidationErrors validate(Database database) {
        return new ValidationErrors();
    }
}
