package dev.agentstorage.dsql.local.internal.catalog;

import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.assertRefused;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.createIndex;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.execute;
import static dev.agentstorage.dsql.local.internal.catalog.PreparedServer.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.internal.job.JobIds;
import dev.agentstorage.dsql.local.internal.job.JobRunner;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of asynchronous jobs. */
class JobRunnerTest {
    private static final Duration LONG = Duration.ofHours(1);

    private static PreparedServer server;
    private Connection client;

    @BeforeAll
    static void start() throws SQLException {
        server = PreparedServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws SQLException {
        client = server.client();
        execute(client, "CREATE TABLE items (id int PRIMARY KEY, name text, kind int)");
    }

    @AfterEach
    void disconnect() throws SQLException {
        execute(client, "DROP TABLE IF EXISTS items");
        client.close();
    }

    @Test
    void indexIsInvalidUntilItsJobHasCompleted() throws SQLException {
        execute(client, "INSERT INTO items VALUES (1, 'a', 1), (2, 'b', 1)");
        Map<String, Set<Long>> changes = new ConcurrentHashMap<>();
        try (JobRunner jobs =
                JobRunner.start(server.superuser(), Duration.ofMillis(50), jobId -> false, changes::put)) {
            String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
            assertThat(valid("items_name")).isEqualTo("f|f");
            assertThat(state(job)).isEqualTo("submitted||INDEX_BUILD|1259|public.items_name|");
            jobs.submitted(job);
            assertThat(waitFor(job)).isEqualTo("t");
            assertThat(valid("items_name")).isEqualTo("t|f");
            assertThat(state(job)).startsWith("completed||INDEX_BUILD|1259||2");
            Awaitility.await()
                    .untilAsserted(() ->
                            assertThat(changes.get(job)).containsExactlyInAnyOrder(oid("items"), oid("items_name")));
        }
    }

    @Test
    void jobIsProcessedBeforeItCompletes() throws SQLException {
        try (JobRunner jobs = server.jobs(Duration.ofSeconds(2))) {
            String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
            jobs.submitted(job);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() ->
                            assertThat(state(job)).startsWith("processing||INDEX_BUILD|1259|public.items_name|2"));
        }
    }

    @Test
    void uniqueIndexOverDuplicatesFailsAndStaysInvalid() throws SQLException {
        execute(client, "INSERT INTO items VALUES (1, 'a', 1), (2, 'b', 1), (3, 'a', 1), (4, NULL, 1), (5, NULL, 2)");
        try (JobRunner jobs = server.jobs(Duration.ZERO)) {
            String job = createIndex(client, "u|-", "CREATE INDEX items_name ON items (name, kind)");
            jobs.submitted(job);
            assertThat(waitFor(job)).isEqualTo("f");
            assertThat(valid("items_name")).isEqualTo("f|t");
            assertThat(state(job))
                    .startsWith("failed|could not create unique index \"items_name\":"
                            + " Key (name, kind)=(a, 1) is duplicated.|INDEX_BUILD|1259||2");
            assertRefused(
                    client,
                    "INSERT INTO items VALUES (6, 'b', 1)",
                    "23505",
                    "duplicate key value violates unique constraint \"items_name\"");
        }
    }

    @Test
    void uniqueIndexHoldsForRowsThatComeBeforeItIsValid() throws SQLException {
        createIndex(client, "u|-", "CREATE INDEX items_name ON items (name)");
        execute(client, "INSERT INTO items VALUES (1, 'a', 1), (2, NULL, 1), (3, NULL, 1)");
        assertRefused(
                client,
                "INSERT INTO items VALUES (4, 'a', 1)",
                "23505",
                "duplicate key value violates unique constraint \"items_name\"");
        assertRefused(
                client,
                "ALTER TABLE items ADD CONSTRAINT one_name UNIQUE USING INDEX items_name",
                "55000",
                "index \"items_name\" is not valid");
        assertRefused(
                client,
                "INSERT INTO items VALUES (4, 'a', 1) ON CONFLICT (name) DO NOTHING",
                "42P10",
                "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    }

    @Test
    void validUniqueIndexCanBecomeAConstraint() throws SQLException {
        execute(client, "INSERT INTO items VALUES (1, 'a', 1), (2, NULL, 1), (3, NULL, 1), (4, '', 1), (5, '', 1)");
        try (JobRunner jobs = server.jobs(Duration.ZERO)) {
            String job = createIndex(client, "u|-", "CREATE INDEX items_name ON items (name) WHERE name <> ''");
            jobs.submitted(job);
            assertThat(waitFor(job)).isEqualTo("t");
            String whole = createIndex(client, "u|-", "CREATE INDEX items_both ON items (id, name)");
            jobs.submitted(whole);
            assertThat(waitFor(whole)).isEqualTo("t");
            execute(client, "ALTER TABLE items ADD CONSTRAINT both_unique UNIQUE USING INDEX items_both");
            execute(client, "INSERT INTO items VALUES (1, 'a', 1) ON CONFLICT (id, name) DO NOTHING");
        }
    }

    @Test
    void nullsNotDistinctIsPartOfTheIndex() throws SQLException {
        execute(client, "INSERT INTO items VALUES (1, NULL, 1), (2, NULL, 1)");
        try (JobRunner jobs = server.jobs(Duration.ZERO)) {
            String job = createIndex(client, "u|n", "CREATE INDEX items_name ON items (lower(name))");
            jobs.submitted(job);
            assertThat(waitFor(job)).isEqualTo("f");
            assertThat(state(job))
                    .startsWith("failed|could not create unique index \"items_name\":"
                            + " Key (lower(name))=(null) is duplicated.|");
            assertThat(row(client, "SELECT pg_get_indexdef('items_name'::regclass)"))
                    .isEqualTo("CREATE UNIQUE INDEX items_name ON public.items USING btree_index (lower(name))"
                            + " NULLS NOT DISTINCT");
        }
    }

    @Test
    void droppingTheIndexCancelsTheJob() throws SQLException {
        try (JobRunner jobs = server.jobs(LONG)) {
            String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
            jobs.submitted(job);
            execute(client, "DROP INDEX items_name");
            assertThat(state(job)).startsWith("cancelled||INDEX_BUILD|1259||2");
            assertThat(waitFor(job)).isEqualTo("f");
        }
    }

    @Test
    void droppingTheTableCompletesTheJobAndIsAJob() throws SQLException {
        long table = oid("items");
        try (JobRunner jobs = server.jobs(Duration.ofMillis(200))) {
            String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
            jobs.submitted(job);
            execute(client, "DROP TABLE items");
            assertThat(state(job)).startsWith("completed|relation \"public.items\" does not exist|INDEX_BUILD|1259||2");
            try (Connection superuser = server.superuser().getConnection()) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(row(
                                        superuser, "SELECT status FROM dsql_local.job WHERE job_id = '" + job + "'"))
                                .isEqualTo("completed"));
            }
            assertThat(state(job)).startsWith("completed|relation \"public.items\" does not exist|INDEX_BUILD|1259||2");
        }
        assertThat(row(
                        client,
                        "SELECT status, job_type, class_id, object_name, length(job_id) FROM sys.jobs"
                                + " WHERE job_type = 'DROP' AND object_id = " + table))
                .isEqualTo("completed|DROP|1259||26");
    }

    @Test
    void constraintIsValidatedByAJob() throws SQLException {
        execute(client, "INSERT INTO items VALUES (1, 'a', 1), (2, NULL, 1)");
        execute(client, "ALTER TABLE items ADD CONSTRAINT named CHECK (name IS NOT NULL) NOT VALID");
        execute(client, "ALTER TABLE items ADD CONSTRAINT kind_one CHECK (kind = 1) NOT VALID");
        try (JobRunner jobs = server.jobs(Duration.ZERO)) {
            String good = validate("items", "kind_one");
            jobs.submitted(good);
            String bad = validate("public.items", "named");
            jobs.submitted(bad);
            assertThat(waitFor(good)).isEqualTo("t");
            assertThat(waitFor(bad)).isEqualTo("f");
            assertThat(state(bad))
                    .startsWith("failed|check constraint \"named\" of relation \"items\" is violated by some row|"
                            + "VALIDATE_CONSTRAINT|2606||2");
            assertThat(row(
                            client,
                            "SELECT string_agg(conname || convalidated, ' ' ORDER BY conname)"
                                    + " FROM pg_constraint WHERE conrelid = 'items'::regclass AND contype = 'c'"))
                    .isEqualTo("kind_onetrue namedfalse");
            assertThat(waitFor(validate("items", "kind_one"))).isEqualTo("t");
        }
    }

    @Test
    void validationOfAMissingTableOrConstraintIsRefusedImmediately() {
        assertRefused(
                client,
                "SELECT dsql_local.submit_validation('x', 'nothing', 'c')",
                "42P01",
                "relation \"nothing\" does not exist");
        assertRefused(
                client,
                "SELECT dsql_local.submit_validation('x', 'items', 'c')",
                "42704",
                "constraint \"c\" of relation \"items\" does not exist");
    }

    @Test
    void anExistingIndexIsAJobThatIsDone() throws SQLException {
        createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
        String job = createIndex(client, "-|-", "CREATE INDEX IF NOT EXISTS items_name ON items (name)");
        assertThat(waitFor(job)).isEqualTo("t");
    }

    @Test
    void askedToFailAJobFails() throws SQLException {
        try (JobRunner jobs = JobRunner.start(server.superuser(), Duration.ZERO, jobId -> true, (jobId, relations) -> {
            throw new AssertionError("nothing changed");
        })) {
            String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
            jobs.submitted(job);
            assertThat(waitFor(job)).isEqualTo("f");
            assertThat(state(job)).startsWith("failed|injected fault|");
            assertThat(valid("items_name")).isEqualTo("f|f");
        }
    }

    @Test
    void theNextRunnerTakesUpWhatIsUnfinished() throws SQLException {
        String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
        try (JobRunner slow = server.jobs(LONG)) {
            slow.submitted(job);
        }
        try (JobRunner next = server.jobs(Duration.ZERO)) {
            assertThat(next.backendPid()).isPositive();
            assertThat(waitFor(job)).isEqualTo("t");
        }
    }

    @Test
    void aLostConnectionIsReplaced() throws SQLException {
        String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
        try (JobRunner jobs = server.jobs(Duration.ZERO);
                Connection superuser = server.superuser().getConnection()) {
            int lost = jobs.backendPid();
            assertThat(waitFor(job)).isEqualTo("t");
            row(superuser, "SELECT pg_terminate_backend(" + lost + ", 10000)");
            String next = createIndex(client, "-|-", "CREATE INDEX items_kind ON items (kind)");
            jobs.submitted(next);
            assertThat(waitFor(next)).isEqualTo("t");
            assertThat(jobs.backendPid()).isNotEqualTo(lost);
        }
    }

    @Test
    void closingDoesNotWaitForALock() throws SQLException {
        String job = createIndex(client, "-|-", "CREATE INDEX items_name ON items (name)");
        try (Connection other = server.client()) {
            other.setAutoCommit(false);
            execute(other, "LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
            JobRunner jobs = server.jobs(Duration.ZERO);
            jobs.submitted(job);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(
                                    row(other, "SELECT cardinality(pg_blocking_pids(" + jobs.backendPid() + "))"))
                            .isEqualTo("1"));
            long before = System.nanoTime();
            jobs.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            other.rollback();
        }
    }

    @Test
    void buildingWaitsNeitherForReadersNorForWriters() throws SQLException {
        execute(client, "INSERT INTO items VALUES (1, 'a', 1)");
        String job = createIndex(client, "u|-", "CREATE INDEX items_name ON items (name)");
        try (JobRunner jobs = server.jobs(Duration.ZERO);
                Connection other = server.client()) {
            other.setAutoCommit(false);
            assertThat(row(other, "SELECT name FROM items")).isEqualTo("a");
            execute(other, "INSERT INTO items VALUES (2, 'b', 1)");
            jobs.submitted(job);
            assertThat(waitFor(job)).isEqualTo("t");
            other.commit();
            assertThat(valid("items_name")).isEqualTo("t|t");
        }
    }

    @Test
    void waitingIsAProcedureThatTakesNamesOfJobs() {
        assertRefused(client, "CALL sys.wait_for_job('no-such-job')", "22P02", "Unable to convert text to UUID");
        assertRefused(
                client,
                "SELECT sys.wait_for_job((SELECT job_id FROM sys.jobs LIMIT 1))",
                "42809",
                "sys.wait_for_job(text) is a procedure");
    }

    private String validate(String table, String constraint) throws SQLException {
        String job = JobIds.next();
        row(client, "SELECT dsql_local.submit_validation('" + job + "', '" + table + "', '" + constraint + "')");
        return job;
    }

    private String waitFor(String job) throws SQLException {
        return row(client, "CALL sys.wait_for_job('" + job + "')");
    }

    private String state(String job) throws SQLException {
        return row(
                client,
                "SELECT status, details, job_type, class_id, object_name, update_time FROM sys.jobs WHERE job_id = '"
                        + job + "'");
    }

    private String valid(String index) throws SQLException {
        return row(client, "SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = '" + index + "'::regclass");
    }

    private long oid(String relation) throws SQLException {
        return Long.parseLong(row(client, "SELECT '" + relation + "'::regclass::oid"));
    }
}
