package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.internal.schema.Catalog;
import dev.agentstorage.dsql.internal.schema.SchemaInstaller;
import dev.agentstorage.dsql.internal.settings.Dialect;
import dev.agentstorage.error.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that others made without a primary key get the unique index without which nothing may be written. */
@Tag("slow")
@ParameterizedClass
@EnumSource(Server.class)
class KeylessTablesTest {
    private final Server server;
    private final Schema schema;
    private SchemaInstaller installer;

    KeylessTablesTest(Server server) {
        this.server = server;
        schema = Schema.in(server);
    }

    @BeforeEach
    void makeTheTableOfAnother() {
        schema.run("CREATE SCHEMA " + schema, KeylessTable.ddl(schema));
        installer = installer();
    }

    @AfterEach
    void drop() {
        if (server == Server.DSQL) {
            Server.local().faults().clear();
        }
        schema.close();
    }

    private SchemaInstaller installer() {
        return Installers.of(schema, server.dataSource(), List.of(KeylessTable.RUNS));
    }

    private Dialect dialect() {
        return Installers.dialect(server);
    }

    private Catalog install() {
        return installer.install(dialect());
    }

    @Test
    void theNewestOfEqualRowsStaysWithEveryColumn() {
        insert("('w', 'a', 'old', '2024-01-01 00:00:00', NULL, 1, false)");
        insert("('w', 'a', 'new', '2023-01-01 00:00:00', '2024-01-01 00:00:00.123457+00', 0.1, true)");
        insert("('w', 'a', 'never', NULL, NULL, 3, NULL)");
        insert("('w', 'b', 'alone', NULL, NULL, NULL, NULL)");
        insert("('w', 'c', 'same', NULL, NULL, NULL, NULL)");
        insert("('w', 'c', 'same', NULL, NULL, NULL, NULL)");
        install();
        assertThat(schema.query("SELECT id || body || coalesce(\"Foreign \"\"Column\", 0) || coalesce(done, false)"
                        + " || coalesce(to_char(\"updatedAtZ\" AT TIME ZONE 'UTC', 'YYYY.US'), '') FROM " + schema
                        + ".runs ORDER BY id"))
                .containsExactly("anew0.1true2024.123457", "balone0false", "csame0false");
    }

    @Test
    void columnsOfOthersKeepTheirLength() {
        schema.run("ALTER TABLE " + schema + ".runs ADD COLUMN code CHAR(8)");
        insert("('w', 'a', 'old', '2024-01-01 00:00:00', NULL, 1, false, 'abcdefg0')");
        insert("('w', 'a', 'new', '2024-01-02 00:00:00', NULL, 1, false, 'abcdefg1')");
        install();
        assertThat(schema.query("SELECT code FROM " + schema + ".runs")).containsExactly("abcdefg1");
    }

    @Test
    void columnsOfOthersMayDifferOnlyInTheCaseOfLetters() {
        schema.run(
                "ALTER TABLE " + schema + ".runs ADD COLUMN note TEXT",
                "ALTER TABLE " + schema + ".runs ADD COLUMN \"Note\" TEXT");
        insert("('w', 'a', 'old', '2024-01-01 00:00:00', NULL, 1, false, 'small 0', 'large 0')");
        insert("('w', 'a', 'new', '2024-01-02 00:00:00', NULL, 1, false, 'small 1', 'large 1')");
        install();
        assertThat(schema.query("SELECT note || ', ' || \"Note\" FROM " + schema + ".runs"))
                .containsExactly("small 1, large 1");
    }

    @Test
    void theIndexIsValidWhenTheInstallationIsOverAndIsMadeOnce() {
        install();
        assertThat(schema.query("SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid WHERE"
                        + " x.indisvalid AND x.indisunique AND x.indrelid = '" + schema + ".runs'::regclass"))
                .containsExactly(schema + "_runs_name_id_key");
        schema.run(upsert("1"), upsert("2"));
        assertThat(schema.query("SELECT body FROM " + schema + ".runs")).containsExactly("2");
        List<String> relations = relations();
        install();
        assertThat(relations()).isEqualTo(relations);
    }

    @Test
    void anotherUniqueIndexOverTheSameColumnsIsAsGood() {
        schema.run("CREATE UNIQUE INDEX " + (server == Server.DSQL ? "ASYNC " : "") + "theirs ON " + schema
                + ".runs (id, name)");
        install();
        assertThat(schema.query("SELECT indexname FROM pg_indexes WHERE schemaname = '" + schema + "'"))
                .containsExactly("theirs");
        schema.run(upsert("1"), upsert("2"));
        assertThat(schema.query("SELECT body FROM " + schema + ".runs")).containsExactly("2");
    }

    @Test
    void moreDuplicatesThanATransactionTakesAreMerged() {
        schema.run(
                many("'one', 'x'", 1, 2500),
                many("'many', 'k' || n % 900", 1, 2400),
                many("'big', 'b' || n % 3, repeat('x', 1000000)", 1, 9));
        install();
        assertThat(schema.query("SELECT name || count(*) || ' ' || count(DISTINCT id) FROM " + schema
                        + ".runs GROUP BY name ORDER BY 1"))
                .containsExactly("big3 3", "many900 900", "one1 1");
        assertThat(schema.query("SELECT \"updatedAt\" FROM " + schema + ".runs WHERE name = 'one'"))
                .containsExactly("2024-01-01 00:41:40");
    }

    @Test
    void anIndexWhoseBuildFailedIsBuiltAgain() {
        insert("('w', 'a', 'old', '2024-01-01 00:00:00', NULL, NULL, NULL)");
        insert("('w', 'a', 'new', '2024-01-02 00:00:00', NULL, NULL, NULL)");
        if (server == Server.DSQL) {
            schema.run("CREATE UNIQUE INDEX ASYNC " + schema + "_runs_name_id_key ON " + schema + ".runs (name, id)");
            schema.awaitJobs();
            Server.local().faults().inject("fail index-job 1");
        }
        install();
        assertThat(schema.query("SELECT body FROM " + schema + ".runs")).containsExactly("new");
        schema.run(upsert("1"), upsert("2"));
    }

    @Test
    void anIndexThatNeverBecomesValidIsReportedAfterSomeRounds() {
        if (server == Server.DSQL) {
            Server.local().faults().inject("fail index-job");
            assertThatThrownBy(this::install).isInstanceOfSatisfying(UnavailableException.class, e -> {
                assertThat(e.code()).isEqualTo("schema-key-unbuildable");
                assertThat(e.details()).containsEntry("table", "runs");
            });
            Server.local().faults().clear();
        }
        install();
        schema.run(upsert("1"), upsert("2"));
    }

    @Test
    void severalProcessesMayDoItConcurrently() throws Exception {
        schema.run(many("'many', 'k' || n % 50", 1, 200));
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Catalog>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(() -> installer().install(dialect()));
            }
            for (Future<Catalog> done : executor.invokeAll(all)) {
                assertThat(done.get().tables()).containsKey("runs");
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(schema.query("SELECT count(*) FROM " + schema + ".runs")).containsExactly("50");
    }

    private List<String> relations() {
        return schema.query("SELECT oid FROM pg_class ORDER BY oid");
    }

    private void insert(String values) {
        schema.run("INSERT INTO " + schema + ".runs VALUES " + values);
    }

    private String upsert(String body) {
        return "INSERT INTO " + schema + ".runs (name, id, body) VALUES ('u', 'u', '" + body
                + "') ON CONFLICT (name, id) DO UPDATE SET body = excluded.body";
    }

    /** Rows whose time is their number in seconds. */
    private String many(String values, int from, int to) {
        boolean withBody = values.contains("repeat");
        return "INSERT INTO " + schema + ".runs (name, id, " + (withBody ? "body, " : "") + "\"updatedAt\") SELECT "
                + values + ", TIMESTAMP '2024-01-01' + n * INTERVAL '1 second' FROM generate_series(" + from + ", " + to
                + ") AS g (n)";
    }
}
