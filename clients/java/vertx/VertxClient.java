import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The reactive client of Vert.x: prepared queries, batches, and transactions on connections of its pool. */
public final class VertxClient extends Program {
    private static final OffsetDateTime OPENED = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    private static final String UPDATE = "UPDATE vertx_account SET cents = cents + $1 WHERE owner = 'Ada'";

    private final Vertx vertx = Vertx.vertx();
    private final Pool pool = PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(3))
            .connectingTo(new PgConnectOptions()
                    .setHost(variable("PGHOST"))
                    .setPort(Integer.parseInt(variable("PGPORT")))
                    .setDatabase(variable("PGDATABASE"))
                    .setUser(variable("PGUSER"))
                    .setPassword(variable("PGPASSWORD"))
                    .setCachePreparedStatements(true)
                    .setSslMode(SslMode.VERIFY_FULL)
                    .setSslOptions(new ClientSSLOptions()
                            .setHostnameVerificationAlgorithm("HTTPS")
                            .setTrustOptions(new PemTrustOptions().addCertPath(variable("PGSSLROOTCERT")))))
            .using(vertx)
            .build();
    private SqlConnection first;
    private SqlConnection second;
    private Transaction firstTransaction;
    private Transaction secondTransaction;

    public static void main(String[] arguments) {
        new VertxClient().run(version("vertx-pg-client"));
    }

    @Override
    protected String stateOf(Throwable error) {
        return error instanceof PgException ? ((PgException) error).getSqlState() : "";
    }

    private static <T> T result(Future<T> future) {
        return future.await();
    }

    private static RowSet<Row> execute(SqlClient client, String sql, Object... values) {
        return result(client.preparedQuery(sql).execute(Tuple.from(values)));
    }

    @Override
    public void create() {
        result(pool.query("CREATE TABLE vertx_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE,"
                        + " cents bigint NOT NULL, opened timestamptz, details jsonb)")
                .execute());
    }

    @Override
    public void insert() {
        List<Tuple> rows = List.of(
                Tuple.of(ADA, "Ada", 100L, OPENED, JsonObject.of("kind", "a")), Tuple.of(BOB, "Bob", 200L, null, null));
        RowSet<Row> inserted = result(pool.preparedQuery("INSERT INTO vertx_account VALUES ($1, $2, $3, $4, $5)")
                .executeBatch(rows));
        expect(inserted.rowCount(), 1);
        expect(inserted.next().rowCount(), 1);
    }

    @Override
    public void read() {
        for (int i = 0; i < 2; i++) {
            Row ada = execute(pool, "SELECT * FROM vertx_account WHERE id = ANY($1)", (Object) new UUID[] {ADA})
                    .iterator()
                    .next();
            expect(List.of(ada.getUUID("id"), ada.getLong("cents")), List.of(ADA, 100L));
            expect(ada.getOffsetDateTime("opened").toInstant(), OPENED.toInstant());
            expect(ada.getJsonObject("details"), JsonObject.of("kind", "a"));
        }
    }

    @Override
    public void update() {
        first = result(pool.getConnection());
        second = result(pool.getConnection());
        firstTransaction = result(first.begin());
        secondTransaction = result(second.begin());
        expect(execute(first, UPDATE, 1L).rowCount(), 1);
        expect(execute(second, UPDATE, 10L).rowCount(), 1);
    }

    @Override
    public void conflict() {
        result(firstTransaction.commit());
        expect(sqlState(failure(() -> result(secondTransaction.commit()))), "40001");
        result(first.close());
        result(second.close());
        expect(
                execute(pool, "SELECT cents FROM vertx_account WHERE owner = 'Ada'")
                        .iterator()
                        .next()
                        .getLong(0),
                101L);
    }

    @Override
    public void reflect() {
        RowSet<Row> rows = execute(pool, "SELECT * FROM vertx_account LIMIT 0");
        expect(
                rows.columnDescriptors().stream()
                        .map(column -> column.name() + " " + column.typeName())
                        .toList(),
                List.of("id UUID", "owner VARCHAR", "cents INT8", "opened TIMESTAMPTZ", "details JSONB"));
    }

    @Override
    public void reconnect() throws Exception {
        result(pool.query(CUT).execute());
        failure(() -> result(pool.query("SELECT 1").execute()));
        expect(
                recovered(() -> result(
                                pool.query("SELECT count(*) FROM vertx_account").execute()))
                        .iterator()
                        .next()
                        .getLong(0),
                2L);
        result(pool.query("DROP TABLE vertx_account").execute());
        result(pool.close());
        result(vertx.close());
    }
}
