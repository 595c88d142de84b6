import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.nio.charset.StandardCharsets;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.SimpleJdbcInsert;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring JDBC: a script for the schema, its client for JDBC, and transactions by its manager. */
public final class SpringClient extends Program {
    private final HikariDataSource pool = new HikariDataSource();
    private final JdbcClient database;
    private int first;
    private int second;
    private Exception lost;

    /** By default the pool takes a connection for broken if the service refuses a statement. */
    static final class KeepRefused implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return "0A000".equals(e.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
        }
    }

    private SpringClient() {
        pool.setJdbcUrl(url());
        pool.setUsername(variable("PGUSER"));
        pool.setPassword(variable("PGPASSWORD"));
        pool.setMaximumPoolSize(3);
        pool.setExceptionOverride(new KeepRefused());
        database = JdbcClient.create(pool);
    }

    public static void main(String[] arguments) {
        new SpringClient().run(version("spring-jdbc") + " on pgjdbc " + version("postgresql"));
    }

    private TransactionTemplate transaction(int propagation) {
        TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(pool));
        template.setPropagationBehavior(propagation);
        return template;
    }

    @Override
    public void create() {
        String script = "CREATE TABLE spring_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE,\n"
                + "  cents bigint NOT NULL); -- the key is a uuid\n"
                + "CREATE VIEW spring_owner AS SELECT owner FROM spring_account;";
        new ResourceDatabasePopulator(new ByteArrayResource(script.getBytes(StandardCharsets.UTF_8))).execute(pool);
        refused(
                "PROPAGATION_NESTED, a savepoint",
                "0A000",
                "unsupported transaction statement: SAVEPOINT",
                () -> transaction(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult(outer -> {
                    count();
                    transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> count());
                }));
    }

    private long count() {
        return database.sql("SELECT count(*) FROM spring_account")
                .query(Long.class)
                .single();
    }

    @Override
    public void insert() {
        SimpleJdbcInsert insert = new SimpleJdbcInsert(pool).withTableName("spring_account");
        expect(insert.execute(Map.of("id", ADA, "owner", "Ada", "cents", 100L)), 1);
        expect(
                database.sql("INSERT INTO spring_account VALUES (:id, :owner, :cents)")
                        .param("id", BOB)
                        .param("owner", "Bob")
                        .param("cents", 200L)
                        .update(),
                1);
    }

    @Override
    public void read() {
        List<Map<String, Object>> rows = database.sql("SELECT * FROM spring_account WHERE owner IN (:owners)")
                .param("owners", List.of("Ada", "Eve"))
                .query()
                .listOfRows();
        expect(rows, List.of(Map.of("id", ADA, "owner", "Ada", "cents", 100L)));
    }

    @Override
    public void update() {
        lost = failure(() -> transaction(TransactionDefinition.PROPAGATION_REQUIRED)
                .executeWithoutResult(outer -> {
                    first = add(10);
                    transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                            .executeWithoutResult(inner -> second = add(1));
                }));
        expect(List.of(first, second), List.of(1, 1));
    }

    private int add(long cents) {
        return database.sql("UPDATE spring_account SET cents = cents + ? WHERE owner = 'Ada'")
                .param(cents)
                .update();
    }

    @Override
    public void conflict() {
        expect(lost instanceof ConcurrencyFailureException, true);
        expect(sqlState(lost), "40001");
        expect(
                database.sql("SELECT cents FROM spring_account WHERE owner = 'Ada'")
                        .query(Long.class)
                        .single(),
                101L);
    }

    @Override
    public void reflect() throws Exception {
        List<String> columns = new ArrayList<>();
        JdbcUtils.extractDatabaseMetaData(pool, (DatabaseMetaData data) -> {
            try (ResultSet rows = data.getColumns(null, null, "spring_account", null)) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME"));
                }
            }
            return columns;
        });
        expect(columns, List.of("id uuid", "owner varchar", "cents int8"));
        expect(
                JdbcUtils.commonDatabaseName(
                        JdbcUtils.extractDatabaseMetaData(pool, DatabaseMetaData::getDatabaseProductName)),
                "PostgreSQL");
    }

    @Override
    public void reconnect() throws SQLException {
        database.sql(CUT).query().singleValue();
        meetCut(this::count);
        expect(count(), 2L);
        database.sql("DROP VIEW spring_owner").update();
        database.sql("DROP TABLE spring_account").update();
        pool.close();
    }
}
