package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.dsql.internal.settings.Endpoint;
import dev.agentstorage.error.InvalidRequestException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

/** Every mistake in a configuration is found when the storage is opened, and nothing is connected for that. */
class DsqlOptionsTest {
    private static final String CLUSTER = "abc123.dsql.eu-central-1.on.aws";

    @Test
    void aClusterNeedsNothingButItsHost() {
        try (Storage storage = Storages.open(StorageConfig.fromMap(Map.of("backend", "dsql", "host", CLUSTER)))) {
            assertThat(storage.backend()).isEqualTo("dsql");
        }
    }

    @Test
    void exactlyOneThingToConnectToIsNeeded() {
        assertProblems(StorageConfig.of("dsql"), "host");
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, CLUSTER)
                        .set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres")
                        .build(),
                "host");
    }

    @Test
    void allIncompatibleOptionsAreReportedTogether() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, "localhost")
                        .set(DsqlOptions.PASSWORD, "secret-of-mine")
                        .set(DsqlOptions.POOL_MAXIMUM, 2)
                        .set(DsqlOptions.POOL_MINIMUM, 3)
                        .build(),
                "password",
                "region",
                "poolMinimum");
    }

    @Test
    void invalidAndIncompatibleOptionsAreReportedTogether() {
        assertThatThrownBy(() -> Storages.open(StorageConfig.fromMap(Map.of(
                        "backend", "dsql", "poolMax", "3", "schemaName", "s", "poolMinimum", "20", "region", "!"))))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.problems())
                                .extracting(
                                        InvalidRequestException.Problem::field,
                                        InvalidRequestException.Problem::suggestion)
                                .containsExactlyInAnyOrder(
                                        tuple("poolMax", "poolMaximum"),
                                        tuple("schemaName", "schema"),
                                        tuple("region", null),
                                        tuple("poolMinimum", null),
                                        tuple("host", null)));
        assertProblems(
                StorageConfig.builder("dsql")
                        .option("host", "not a host")
                        .option("password", "secret-of-mine")
                        .build(),
                "host",
                "password");
    }

    @Test
    void aUrlTakesNothingThatDescribesACluster() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres")
                        .set(DsqlOptions.PORT, 5433)
                        .option("database", "other")
                        .set(DsqlOptions.REGION, "eu-central-1")
                        .set(DsqlOptions.CREDENTIALS_PROVIDER, AnonymousCredentialsProvider.create())
                        .build(),
                "port",
                "database",
                "region",
                "credentialsProvider");
    }

    @Test
    void aDataSourceOfTheCallerTakesNothingThatDescribesAConnectionOrAPool() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.DATA_SOURCE, new PGSimpleDataSource())
                        .set(DsqlOptions.PORT, 5433)
                        .set(DsqlOptions.DATABASE, "other")
                        .set(DsqlOptions.REGION, "eu-central-1")
                        .set(DsqlOptions.CREDENTIALS_PROVIDER, AnonymousCredentialsProvider.create())
                        .set(DsqlOptions.USER, "me")
                        .set(DsqlOptions.PASSWORD, "secret-of-mine")
                        .set(DsqlOptions.POOL_MAXIMUM, 2)
                        .set(DsqlOptions.POOL_MINIMUM, 3)
                        .set(DsqlOptions.IDLE_TIMEOUT, Duration.ofMinutes(1))
                        .set(DsqlOptions.MAX_LIFETIME, Duration.ofMinutes(5))
                        .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofSeconds(1))
                        .set(DsqlOptions.APPLICATION_NAME, "mine")
                        .build(),
                "port",
                "database",
                "region",
                "credentialsProvider",
                "user",
                "password",
                "poolMaximum",
                "poolMinimum",
                "idleTimeout",
                "maxLifetime",
                "connectionTimeout",
                "applicationName");
    }

    @Test
    void anOptionThatDoesNotFitIsRefusedAlsoWithItsDefaultAsValue() {
        assertProblems(
                StorageConfig.fromEnvironment(
                        Map.of("A_BACKEND", "dsql", "A_URL", "jdbc:postgresql://localhost/postgres", "A_PORT", "5432"),
                        "A_"),
                "port");
    }

    @Test
    void aDataSourceOfTheCallerTakesWhatIsSaidOfTablesAndRetries() {
        StorageConfig config = StorageConfig.builder("dsql")
                .set(DsqlOptions.DATA_SOURCE, new PGSimpleDataSource())
                .set(DsqlOptions.SCHEMA, "other")
                .set(DsqlOptions.DIALECT, DsqlOptions.DialectChoice.POSTGRESQL)
                .set(DsqlOptions.RETRY_ATTEMPTS, 2)
                .set(DsqlOptions.RETRY_DEADLINE, Duration.ofSeconds(1))
                .set(DsqlOptions.BATCH_ROWS, 500)
                .set(DsqlOptions.BATCH_BYTES, 5L << 20)
                .set(DsqlOptions.CORRUPT_ROWS, DsqlOptions.CorruptRows.SKIP)
                .set(DsqlOptions.TRANSACTION_LISTENER, new TransactionListener() {})
                .build();
        try (Storage storage = Storages.open(config)) {
            assertThat(storage.backend()).isEqualTo("dsql");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1abc",
                "a-b",
                "a.b",
                "a\"b",
                "ä",
                "pg_mine",
                "a234567890123456789012345678901234567890123456789012345678901234"
            })
    void aSchemaThatIsNoPlainIdentifierOfOursIsRefused(String schema) {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, CLUSTER)
                        .set(DsqlOptions.SCHEMA, schema)
                        .build(),
                "schema");
    }

    @Test
    void aRegionThatIsNotThatOfTheHostNameIsRefused() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, CLUSTER)
                        .set(DsqlOptions.REGION, "us-east-1")
                        .build(),
                "region");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5432", "a b", "a/b", " ", "user@host", "[::1"})
    void aHostIsANameOrAnAddressAndNothingMore(String host) {
        assertProblems(
                StorageConfig.builder("dsql")
                        .option("host", host)
                        .option("region", "local")
                        .build(),
                "host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1", "[::1]", "fe80::1%eth0", "a_b.example"})
    void anAddressIsAHostToo(String host) {
        try (Storage storage =
                Storages.open(StorageConfig.fromMap(Map.of("backend", "dsql", "host", host, "region", "local")))) {
            assertThat(storage.backend()).isEqualTo("dsql");
        }
    }

    @Test
    void aUserIsNamedOnce() {
        StorageConfig.Builder config = StorageConfig.builder("dsql").set(DsqlOptions.USER, "ada");
        assertProblems(
                config.set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres?user=bob")
                        .build(),
                "user");
        StorageConfig one = config.set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres")
                .build();
        assertThat(new SettingsReader(one.validate(DsqlOptions.ALL)).read().endpoint())
                .isInstanceOfSatisfying(
                        Endpoint.Url.class, url -> assertThat(url.user()).contains("ada"));
    }

    @Test
    void aTrustedCertificateBelongsToAHost() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres")
                        .set(DsqlOptions.TLS_TRUST, Server.local().certificate())
                        .build(),
                "tlsTrust");
    }

    @Test
    void batchesAreNeverOverWhatATransactionHolds() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, CLUSTER)
                        .set(DsqlOptions.BATCH_ROWS, 3000)
                        .set(DsqlOptions.BATCH_BYTES, 9L << 20)
                        .build(),
                "batchRows",
                "batchBytes");
    }

    @Test
    void batchesOfAStorageAreItsLimits() {
        StorageConfig.Builder config = StorageConfig.builder("dsql").set(DsqlOptions.HOST, CLUSTER);
        try (Storage usual = Storages.open(config.build());
                Storage small = Storages.open(config.set(DsqlOptions.BATCH_ROWS, 100)
                        .set(DsqlOptions.BATCH_BYTES, 4L << 20)
                        .build())) {
            assertThat(usual.limits()).isEqualTo(new DsqlStorageProvider().limits());
            assertThat(small.limits().atomicRows()).isEqualTo(100);
            assertThat(small.limits().atomicBytes()).isEqualTo(4L << 20);
            assertThat(small.limits().valueBytes()).isEqualTo(usual.limits().valueBytes());
        }
    }

    @Test
    void aConnectionMustNotLiveForTheHourAfterWhichItIsCut() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, CLUSTER)
                        .set(DsqlOptions.MAX_LIFETIME, Duration.ofHours(1))
                        .build(),
                "maxLifetime");
    }

    @Test
    void aPasswordIsNeverShown() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres?password=secret-of-mine")
                        .build(),
                "url");
        StorageConfig config = StorageConfig.builder("dsql")
                .set(DsqlOptions.URL, "jdbc:postgresql://localhost/postgres")
                .set(DsqlOptions.PASSWORD, "secret-of-mine")
                .build();
        assertThat(config.validate(DsqlOptions.ALL).toString()).doesNotContain("secret-of-mine");
        assertThat(new SettingsReader(config.validate(DsqlOptions.ALL)).read().toString())
                .doesNotContain("secret-of-mine");
    }

    private static void assertProblems(StorageConfig config, String... options) {
        assertThatThrownBy(() -> Storages.open(new DsqlStorageProvider(), config))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo("config-invalid");
                    assertThat(e.problems())
                            .extracting(InvalidRequestException.Problem::field)
                            .containsExactlyInAnyOrder(options);
                    assertThat(e.toString()).doesNotContain("secret-of-mine");
                });
    }

    @Test
    void excessiveDurationsAreRefused() {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.HOST, CLUSTER)
                        .set(DsqlOptions.IDLE_TIMEOUT, Duration.ofSeconds(Long.MAX_VALUE))
                        .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofDays(100))
                        .build(),
                "idleTimeout",
                "connectionTimeout");
    }

    @Test
    void theRegionIsFoundInAHostOfAnyCase() {
        try (Storage storage = Storages.open(
                StorageConfig.fromMap(Map.of("backend", "dsql", "host", CLUSTER.toUpperCase(Locale.ROOT))))) {
            assertThat(storage.backend()).isEqualTo("dsql");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql:",
                "jdbc:postgresql:database",
                "jdbc:postgresql://localhost/",
                "jdbc:postgresql:///database",
                "jdbc:postgresql://localhost/pwd?",
                "jdbc:postgresql://localhost/my-password?sslmode=disable&",
                "jdbc:postgresql://[::1]:65535/a%20b?sslmode=disable",
                "jdbc:postgresql://one:5432,two.example/x?targetServerType=primary&sslrootcert=/some/file?"
            })
    void aUrlIsAnyThatTheDriverTakes(String url) {
        try (Storage storage =
                Storages.open(StorageConfig.builder("dsql").option("url", url).build())) {
            assertThat(storage.backend()).isEqualTo("dsql");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost?user=me&password=hunter2",
                "jdbc:postgresql://localhost:hunter2/db",
                "jdbc:postgresql://localhost/hunter2%zz",
                "jdbc:postgresql://localhost/x?password",
                "jdbc:postgresql://bob:hunter2@localhost/x",
                "jdbc:postgresql://bob:hunter2@localhost:99999/x",
                "jdbc:postgresql://localhost:99999/hunter2",
                "jdbc:postgresql://localhost/x?sslpassword=hunter2",
                "jdbc:postgresql://localhost/x?PASSWORD=hunter2",
                "jdbc:postgresql://localhost/x?user=me&PassWord=hunter2",
                "jdbc:postgresql://localhost/x?p%61ssword=hunter2",
                "jdbc:postgresql://localhost/x?%50ASSWORD=hunter2",
                "jdbc:postgresql://localhost/x?sslmode=disable&%20password=hunter2",
                "jdbc:postgresql://localhost/x?SSLPassword=hunter2",
                "jdbc:postgresql://localhost/x?pgpassword=hunter2",
                "jdbc:postgresql://localhost/x;password=hunter2",
                "jdbc:postgresql://localhost/x&Password=hunter2",
                "jdbc:postgresql:x%3BPASSWORD%3Dhunter2",
                "jdbc:postgresql://localhost/x?options=-c%20app.password=hunter2",
                "jdbc:mysql://localhost/hunter2"
            })
    void aUrlThatIsNoneOrHoldsALoginIsRefusedAndNotShown(String url) {
        List<LogRecord> logged = new ArrayList<>();
        Logger driver = Logger.getLogger("org.postgresql");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        driver.addHandler(handler);
        try {
            refusedAndNotShown(url, logged);
        } finally {
            driver.removeHandler(handler);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER=me", "us%65r=me", "SSLMODE=verify-full", "sslmod=verify-full", "=x"})
    void aParameterThatTheDriverWouldIgnoreIsRefused(String parameter) {
        assertProblems(
                StorageConfig.builder("dsql")
                        .set(DsqlOptions.URL, "jdbc:postgresql://localhost/x?" + parameter)
                        .build(),
                "url");
    }

    private static void refusedAndNotShown(String url, List<LogRecord> logged) {
        assertThatThrownBy(() -> Storages.open(
                        StorageConfig.builder("dsql").option("url", url).build()))
                .isInstanceOf(InvalidRequestException.class)
                .satisfies(error -> {
                    assertThat(logged).isEmpty();
                    StringWriter trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("hunter2");
                });
    }
}
