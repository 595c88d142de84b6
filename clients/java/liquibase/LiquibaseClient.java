import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.snapshot.DatabaseSnapshot;
import liquibase.snapshot.SnapshotControl;
import liquibase.snapshot.SnapshotGeneratorFactory;
import liquibase.structure.core.Table;

/** Liquibase: change sets create, fill, read and change a table, with its own tables in addition. */
public final class LiquibaseClient extends Program {
    private Exception lost;

    public static void main(String[] arguments) throws Exception {
        Scope.child(
                "liquibase.analytics.enabled",
                false,
                () -> new LiquibaseClient().run(version("liquibase-core") + " on pgjdbc " + version("postgresql")));
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), login());
    }

    private interface Work {
        void with(Liquibase liquibase) throws Exception;
    }

    private static void open(String changes, Work work) throws Exception {
        try (Connection connection = connect()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            try (Liquibase liquibase = new Liquibase(changes, new ClassLoaderResourceAccessor(), database)) {
                work.with(liquibase);
            }
        }
    }

    private static void update(String label) throws Exception {
        open("changes.xml", liquibase -> liquibase.update(new Contexts(), new LabelExpression(label)));
    }

    @Override
    public void create() throws Exception {
        refused(
                "a change set with two tables",
                "0A000",
                "multiple ddl statements not supported in a transaction",
                () -> open("two-in-one.xml", liquibase -> liquibase.update(new Contexts())));
        update("create");
        String job = one("SELECT job_id FROM sys.jobs WHERE job_type = 'INDEX_BUILD' ORDER BY start_time DESC LIMIT 1");
        expect(one("CALL sys.wait_for_job('" + job + "')"), "t");
        refused(
                "createIndex; sql with CREATE INDEX ASYNC is accepted",
                "0A000",
                "unsupported mode. please use CREATE INDEX ASYNC.",
                () -> open("index.xml", liquibase -> liquibase.update(new Contexts())));
        expect(one("SELECT count(*) FROM databasechangelog"), "2");
        expect(one("SELECT count(*) FROM pg_class WHERE relname IN ('liquibase_one', 'liquibase_two')"), "0");
    }

    @Override
    public void insert() throws Exception {
        update("insert");
        expect(one("SELECT count(*) FROM liquibase_account"), "2");
    }

    @Override
    public void read() throws Exception {
        update("read");
        open("changes.xml", liquibase -> expect(liquibase.tagExists("read") ? "tagged" : "missing", "tagged"));
    }

    @Override
    public void update() {
        lost = failure(() -> update("conflict"));
        expect(OtherWriter.changed, 1);
    }

    @Override
    public void conflict() throws Exception {
        expect(sqlState(lost), "40001");
        expect(one("SELECT cents FROM liquibase_account WHERE owner = 'Ada'"), "101");
        open("changes.xml", liquibase -> {
            LabelExpression label = new LabelExpression("conflict");
            expect(liquibase.listUnrunChangeSets(new Contexts(), label).size(), 1);
            expect(liquibase.listLocks().length, 0);
        });
    }

    @Override
    public void reflect() throws Exception {
        open("changes.xml", liquibase -> {
            Database database = liquibase.getDatabase();
            DatabaseSnapshot snapshot = SnapshotGeneratorFactory.getInstance()
                    .createSnapshot(database.getDefaultSchema(), database, new SnapshotControl(database));
            Table table = snapshot.get(new Table(null, null, "liquibase_account"));
            expect(
                    table.getColumns().stream()
                            .map(column -> column.getName() + " " + column.getType())
                            .toList(),
                    List.of("id uuid", "owner varchar(40 BYTE)", "cents int8", "opened timestamptz"));
            expect(table.getPrimaryKey().getColumnNames(), "id");
            expect(table.getUniqueConstraints().get(0).getColumns().get(0).getName(), "owner");
        });
    }

    @Override
    public void reconnect() throws Exception {
        one(CUT);
        failure(() -> update("reconnect"));
        update("reconnect");
        expect(one("SELECT cents FROM liquibase_account WHERE owner = 'Ada'"), "106");
        refused(
                "dropAll, which drops several tables in a transaction",
                "0A000",
                "multiple ddl statements not supported in a transaction",
                () -> open("changes.xml", Liquibase::dropAll));
        for (String table : List.of("liquibase_account", "databasechangelog", "databasechangeloglock")) {
            execute("DROP TABLE IF EXISTS " + table);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
