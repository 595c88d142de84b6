import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** R2DBC: the driver for PostgreSQL behind its pool. */
public final class R2dbcClient extends Program {
    private static final OffsetDateTime OPENED = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    private static final String UPDATE = "UPDATE r2dbc_account SET cents = cents + $1 WHERE owner = 'Ada'";

    private final ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                    new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                            .host(variable("PGHOST"))
                            .port(Integer.parseInt(variable("PGPORT")))
                            .database(variable("PGDATABASE"))
                            .username(variable("PGUSER"))
                            .password(variable("PGPASSWORD"))
                            .sslMode(SSLMode.VERIFY_FULL)
                            .sslRootCert(variable("PGSSLROOTCERT"))
                            .build()))
            .maxSize(3)
            .build());
    private Connection first;
    private Connection second;

    public static void main(String[] arguments) {
        new R2dbcClient().run(version("r2dbc-postgresql"));
    }

    @Override
    protected String stateOf(Throwable error) {
        return error instanceof R2dbcException
                ? Objects.requireNonNullElse(((R2dbcException) error).getSqlState(), "")
                : "";
    }

    private <T> List<T> query(String sql, BiFunction<Row, RowMetadata, T> mapping) {
        return Flux.usingWhen(
                        pool.create(),
                        connection -> Flux.from(connection.createStatement(sql).execute())
                                .flatMap(result -> result.map(mapping)),
                        Connection::close)
                .collectList()
                .block();
    }

    private static long changed(Statement statement) {
        return Flux.from(statement.execute())
                .flatMap(result -> result.getRowsUpdated())
                .reduce(0L, Long::sum)
                .block();
    }

    private long execute(String sql) {
        return Mono.usingWhen(
                        pool.create(),
                        connection -> Flux.from(connection.createStatement(sql).execute())
                                .flatMap(result -> result.getRowsUpdated())
                                .reduce(0L, Long::sum),
                        Connection::close)
                .block();
    }

    @Override
    public void create() {
        execute("CREATE TABLE r2dbc_account (id uuid PRIMARY KEY, owner varchar(40) NOT NULL UNIQUE,"
                + " cents bigint NOT NULL, opened timestamptz, details jsonb)");
        Connection connection = pool.create().block();
        Mono.from(connection.beginTransaction()).block();
        refused(
                "a savepoint",
                "0A000",
                "unsupported transaction statement: SAVEPOINT",
                () -> Mono.from(connection.createSavepoint("here")).block());
        Mono.from(connection.rollbackTransaction()).block();
        Mono.from(connection.close()).block();
    }

    @Override
    public void insert() {
        Connection connection = pool.create().block();
        Statement insert = connection
                .createStatement("INSERT INTO r2dbc_account (id, owner, cents, opened) VALUES ($1, $2, $3, $4)")
                .bind("$1", ADA)
                .bind("$2", "Ada")
                .bind("$3", 100L)
                .bind("$4", OPENED)
                .add()
                .bind("$1", BOB)
                .bind("$2", "Bob")
                .bind("$3", 200L)
                .bindNull("$4", OffsetDateTime.class);
        expect(changed(insert), 2L);
        Mono.from(connection.close()).block();
    }

    @Override
    public void read() {
        List<List<Object>> rows = query(
                "SELECT * FROM r2dbc_account WHERE owner = 'Ada'",
                (row, columns) -> List.of(
                        row.get("id", UUID.class),
                        row.get("owner", String.class),
                        row.get("cents", Long.class),
                        row.get("opened", OffsetDateTime.class).toInstant()));
        expect(rows, List.of(List.of(ADA, "Ada", 100L, OPENED.toInstant())));
    }

    @Override
    public void update() {
        first = pool.create().block();
        second = pool.create().block();
        Mono.from(first.beginTransaction()).block();
        Mono.from(second.beginTransaction()).block();
        expect(changed(first.createStatement(UPDATE).bind("$1", 1L)), 1L);
        expect(changed(second.createStatement(UPDATE).bind("$1", 10L)), 1L);
    }

    @Override
    public void conflict() {
        Mono.from(first.commitTransaction()).block();
        Exception lost = failure(() -> Mono.from(second.commitTransaction()).block());
        expect(sqlState(lost), "40001");
        Mono.from(first.close()).block();
        Mono.from(second.close()).block();
        expect(
                query(
                        "SELECT cents FROM r2dbc_account WHERE owner = 'Ada'",
                        (row, columns) -> row.get("cents", Long.class)),
                List.of(101L));
    }

    @Override
    public void reflect() {
        List<List<String>> columns = query(
                "SELECT * FROM r2dbc_account LIMIT 1",
                (row, metadata) -> metadata.getColumnMetadatas().stream()
                        .map(column -> column.getName() + " " + column.getType().getName())
                        .toList());
        expect(
                columns,
                List.of(List.of("id UUID", "owner VARCHAR", "cents INT8", "opened TIMESTAMPTZ", "details JSONB")));
    }

    @Override
    public void reconnect() {
        query(CUT, (row, columns) -> row.get(0, String.class));
        failure(() -> query("SELECT 1", (row, columns) -> row.get(0)));
        expect(query("SELECT count(*) FROM r2dbc_account", (row, columns) -> row.get(0, Long.class)), List.of(2L));
        execute("DROP TABLE r2dbc_account");
        pool.dispose();
    }
}
