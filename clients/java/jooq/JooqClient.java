import static org.jooq.impl.DSL.constraint;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** jOOQ: statements as Java, its transactions, and its description of the database. */
public final class JooqClient extends Program {
    private static final OffsetDateTime OPENED = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    private static final Table<Record> ACCOUNT = table(name("jooq_account"));
    private static final Field<UUID> ID = field(name("id"), SQLDataType.UUID.notNull());
    private static final Field<String> OWNER =
            field(name("owner"), SQLDataType.VARCHAR(40).notNull());
    private static final Field<Long> CENTS = field(name("cents"), SQLDataType.BIGINT.notNull());
    private static final Field<OffsetDateTime> WHEN = field(name("opened"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<JSONB> DETAILS = field(name("details"), SQLDataType.JSONB);

    private final HikariDataSource pool = new HikariDataSource();
    private final DSLContext database;
    private int first;
    private int second;
    private Exception lost;

    private JooqClient() {
        pool.setJdbcUrl(url());
        pool.setUsername(variable("PGUSER"));
        pool.setPassword(variable("PGPASSWORD"));
        pool.setMaximumPoolSize(3);
        database = DSL.using(pool, SQLDialect.POSTGRES);
    }

    public static void main(String[] arguments) {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        new JooqClient().run(version("jooq") + " on pgjdbc " + version("postgresql"));
    }

    @Override
    public void create() {
        database.createTableIfNotExists(ACCOUNT)
                .columns(ID, OWNER, CENTS, WHEN, DETAILS)
                .constraints(
                        constraint("jooq_account_pkey").primaryKey(ID),
                        constraint("jooq_account_owner_key").unique(OWNER))
                .execute();
        refused(
                "createIndex()",
                "0A000",
                "unsupported mode. please use CREATE INDEX ASYNC.",
                () -> database.createIndex("jooq_account_cents")
                        .on(ACCOUNT, CENTS)
                        .execute());
    }

    @Override
    public void insert() {
        int inserted = database.insertInto(ACCOUNT, ID, OWNER, CENTS, WHEN, DETAILS)
                .values(ADA, "Ada", 100L, OPENED, JSONB.valueOf("{\"tags\": [\"a\"]}"))
                .values(BOB, "Bob", 200L, null, null)
                .onConflict(ID)
                .doNothing()
                .execute();
        expect(inserted, 2);
    }

    @Override
    public void read() {
        Record ada = database.select(ID, OWNER, CENTS, WHEN, DETAILS)
                .from(ACCOUNT)
                .where(ID.in(ADA))
                .fetchSingle();
        expect(ada.intoList(), List.of(ADA, "Ada", 100L, OPENED, JSONB.valueOf("{\"tags\": [\"a\"]}")));
        expect(database.fetchCount(ACCOUNT), 2);
    }

    @Override
    public void update() {
        lost = failure(() -> database.transaction(outer -> {
            first = add(outer.dsl(), 10);
            database.transaction(inner -> second = add(inner.dsl(), 1));
        }));
        expect(List.of(first, second), List.of(1, 1));
    }

    private static int add(DSLContext transaction, long cents) {
        return transaction
                .update(ACCOUNT)
                .set(CENTS, CENTS.plus(cents))
                .where(OWNER.eq("Ada"))
                .execute();
    }

    @Override
    public void conflict() {
        expect(lost instanceof DataAccessException, true);
        expect(sqlState(lost), "40001");
        expect(database.select(CENTS).from(ACCOUNT).where(OWNER.eq("Ada")).fetchSingle(CENTS), 101L);
        refused(
                "a nested transaction, a savepoint",
                "0A000",
                "unsupported transaction statement: SAVEPOINT",
                () -> database.transaction(outer -> outer.dsl().transaction(inner -> add(inner.dsl(), 1))));
    }

    @Override
    public void reflect() {
        Table<?> found = database.meta().getTables("jooq_account").get(0);
        expect(
                Arrays.stream(found.fields())
                        .map(column -> column.getName() + " "
                                + column.getDataType().getTypeName()
                                + (column.getDataType().nullable() ? "" : " not null"))
                        .toList(),
                List.of(
                        "id uuid not null",
                        "owner varchar not null",
                        "cents bigint not null",
                        "opened timestamp with time zone",
                        "details jsonb"));
        expect(found.getPrimaryKey().getFields().get(0).getName(), "id");
        expect(found.getUniqueKeys().get(0).getName(), "jooq_account_owner_key");
        expect(database.meta().getSchemas("public").size(), 1);
    }

    @Override
    public void reconnect() throws SQLException {
        database.fetch(CUT);
        meetCut(() -> database.fetchCount(ACCOUNT));
        expect(database.fetchCount(ACCOUNT), 2);
        database.dropTable(ACCOUNT).execute();
        pool.close();
    }
}
