import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Flyway without a plugin for the service: whatever changes something takes an advisory lock first. */
public final class FlywayClient extends Program {
    private static final String LOCK = "function pg_try_advisory_lock not supported";

    public static void main(String[] arguments) {
        new FlywayClient().run(version("flyway-core") + " on pgjdbc " + version("postgresql"));
    }

    private static Flyway flyway() {
        return Flyway.configure()
                .dataSource(url(), variable("PGUSER"), variable("PGPASSWORD"))
                .locations("classpath:migrations")
                .connectRetries(0)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .ignoreMigrationPatterns("*:pending")
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .load();
    }

    private void migrationIsRefused() {
        refused("migrate, which takes an advisory lock", "0A000", LOCK, () -> flyway().migrate());
        notDone();
    }

    private static List<String> migrations() {
        return Arrays.stream(flyway().info().all())
                .filter(migration -> migration.getState() == MigrationState.PENDING)
                .map(MigrationInfo::getDescription)
                .toList();
    }

    @Override
    public void create() {
        migrationIsRefused();
    }

    @Override
    public void insert() {
        migrationIsRefused();
    }

    @Override
    public void read() {
        expect(migrations(), List.of("account"));
    }

    @Override
    public void update() {
        migrationIsRefused();
    }

    @Override
    public void conflict() {
        migrationIsRefused();
    }

    @Override
    public void reflect() {
        expect(flyway().validateWithResult().validationSuccessful, true);
    }

    @Override
    public void reconnect() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), login());
                Statement statement = connection.createStatement()) {
            statement.execute(CUT);
        }
        failure(FlywayClient::migrations);
        expect(migrations(), List.of("account"));
    }
}
