package dev.agentstorage.dsql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.dsql.local.auth.TokenMode;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.NewMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A cluster is reached by its host alone: over TLS, with tokens that the SDK signs; and what hinders that is named. */
class ClusterTest {
    private static final String SECRET = "secret-that-nobody-sees";

    private static DsqlLocal cluster;

    @BeforeAll
    static void start() {
        cluster = DsqlLocal.builder().tokens(TokenMode.SHAPE).start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void heal() {
        cluster.faults().clear();
    }

    @Test
    void aConversationIsKeptOverHostTokenAndTrustedCertificate() {
        try (Storage storage = Schema.open(config())) {
            converse(storage);
        }
        try (Storage again = Schema.open(config())) {
            assertThat(again.memory().lastMessages("talk", 5)).hasSize(1);
        }
    }

    @Test
    void aProcessThatIsConfiguredByItsEnvironmentEndsByItselfWithItsStoreOpen() throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("AGENT_STORAGE_BACKEND", "dsql");
        environment.put("AGENT_STORAGE_HOST", cluster.host());
        environment.put("AGENT_STORAGE_PORT", Integer.toString(cluster.port()));
        environment.put("AGENT_STORAGE_REGION", "eu-central-1");
        environment.put("AGENT_STORAGE_TLS_TRUST", cluster.certificate().toString());
        environment.put("AGENT_STORAGE_SCHEMA", "of_a_process");
        environment.put("AWS_ACCESS_KEY_ID", "key");
        environment.put("AWS_SECRET_ACCESS_KEY", SECRET);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dguice_bytecode_gen_option=DISABLED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenStore.class.getName())
                .inheritIO();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isZero();
        try (Storage storage = Schema.open(config().set(DsqlOptions.SCHEMA, "of_a_process"))) {
            assertThat(storage.memory().getThread(OpenStore.THREAD)).isPresent();
        }
    }

    /** Leaves a store open at the end of its main method. */
    static final class OpenStore {
        static final String THREAD = "of-a-process";

        private OpenStore() {}

        public static void main(String[] arguments) {
            Storage storage = Storages.open(StorageConfig.fromEnvironment(System.getenv(), "AGENT_STORAGE_"));
            storage.memory()
                    .saveThread(ConversationThread.builder("owner").id(THREAD).build());
        }
    }

    @Test
    void anUntrustedCertificateIsRefused() {
        StorageConfig.Builder config = StorageConfig.builder("dsql")
                .set(DsqlOptions.HOST, cluster.host())
                .set(DsqlOptions.PORT, cluster.port())
                .set(DsqlOptions.REGION, "eu-central-1")
                .set(DsqlOptions.CREDENTIALS_PROVIDER, keys())
                .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofMillis(800));
        assertThat(refused(config).code()).isEqualTo("certificate-refused");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        assertThat(refused(config().set(DsqlOptions.HOST, "127.0.0.2")
                                .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofMillis(800)))
                        .code())
                .isEqualTo("connect-failed");
    }

    @Test
    void aFileOfTrustThatHoldsNoCertificateIsRefusedBeforeAnythingIsConnected(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        for (Path file : List.of(empty, folder.resolve("missing.pem"))) {
            assertThatThrownBy(() -> Schema.open(config().set(DsqlOptions.TLS_TRUST, file)))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.problems())
                                    .extracting(InvalidRequestException.Problem::field)
                                    .containsExactly("tlsTrust"));
        }
    }

    @Test
    void aTokenThatHasExpiredIsALoginThatWasRefused() {
        cluster.faults().inject("expired-token on connect 1 count 1000");
        UnavailableException error = refused(impatient());
        assertThat(error.code()).isEqualTo("login-refused");
        assertThat(error.details().get("sqlState").toString()).startsWith("28");
    }

    @Test
    void aRoleThatDoesNotExistIsALoginThatWasRefused() {
        assertThat(refused(impatient().set(DsqlOptions.USER, "unknown")).code()).isEqualTo("login-refused");
    }

    @Test
    void missingCredentialsAreNamed() {
        UnavailableException error = refused(impatient()
                .set(DsqlOptions.CREDENTIALS_PROVIDER, ProfileCredentialsProvider.create("no-such-profile")));
        assertThat(error.code()).isEqualTo("credentials-missing");
    }

    @Test
    void aFailingCredentialsProviderIsNotASeparateOutcome() {
        AwsCredentialsProvider broken = () -> {
            throw new IllegalStateException("the vault is closed");
        };
        StorageConfig.Builder config = impatient().set(DsqlOptions.CREDENTIALS_PROVIDER, broken);
        assertThat(refused(config).code()).isEqualTo("credentials-missing");
        try (Storage storage = Schema.open(config)) {
            assertThat(storage.health().reachable()).isFalse();
        }
    }

    @Test
    void thePoolIsThereBeforeAnythingElseIsAskedFor() throws SQLException {
        try (Storage storage = Schema.open(config());
                Connection connection = storage.unwrap(DataSource.class).getConnection()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void credentialsThatGoMissingWhileConnectionsAreReplacedAreNamed() {
        AtomicBoolean missing = new AtomicBoolean();
        AwsCredentialsProvider rotating = () -> missing.get()
                ? ProfileCredentialsProvider.create("no-such-profile").resolveCredentials()
                : keys().resolveCredentials();
        try (Storage storage = Schema.open(
                impatient().set(DsqlOptions.CREDENTIALS_PROVIDER, rotating).set(DsqlOptions.POOL_MAXIMUM, 1))) {
            storage.init();
            missing.set(true);
            storage.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
            UnavailableException error = catchThrowableOfType(
                    UnavailableException.class, () -> storage.memory().getThread("t"));
            assertThat(error.code()).isEqualTo("credentials-missing");
            missing.set(false);
            // how long a new connection takes is a matter of the machine
            await().pollInSameThread()
                    .ignoreExceptionsInstanceOf(UnavailableException.class)
                    .until(() -> storage.memory().getThread("t").isEmpty());
        }
    }

    /** After some seconds of failures the pool rests for five between two attempts, longer than a call waits here. */
    @Test
    void theFirstCallAfterALongOutageDoesNotWaitForThePoolToTryAgain() {
        AtomicBoolean missing = new AtomicBoolean();
        AtomicLong asked = new AtomicLong();
        AtomicLong rest = new AtomicLong();
        AwsCredentialsProvider rotating = () -> {
            long now = System.nanoTime();
            rest.set(now - asked.getAndSet(now));
            if (missing.get()) {
                throw new IllegalStateException("the vault is closed");
            }
            return keys().resolveCredentials();
        };
        try (Storage storage = Schema.open(config().set(DsqlOptions.CREDENTIALS_PROVIDER, rotating)
                .set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofSeconds(3))
                .set(DsqlOptions.POOL_MAXIMUM, 1)
                .set(DsqlOptions.POOL_MINIMUM, 1))) {
            storage.init();
            missing.set(true);
            long before = asked.get();
            storage.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
            await().until(() -> asked.get() != before);
            rest.set(0);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> rest.get() > 2_500_000_000L);
            missing.set(false);
            assertThat(storage.memory().getThread("t")).isEmpty();
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        UnavailableException error = refused(impatient().set(DsqlOptions.HOST, "cluster.invalid"));
        assertThat(error.code()).isEqualTo("host-unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53300", "53400"})
    void aClusterThatTakesNoMoreConnectionsIsNamed(String state) {
        cluster.faults().inject("reject connect " + state);
        UnavailableException error = refused(impatient());
        assertThat(error.code()).isEqualTo("connections-refused");
        assertThat(error.details()).containsEntry("sqlState", state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"53300", "53400"})
    void aClusterThatTakesConnectionsAgainInTimeIsNotNoticed(String state) {
        var fault = cluster.faults().inject("reject connect " + state + " count 3");
        try (Storage storage = Schema.open(config())) {
            converse(storage);
        }
        assertThat(fault.fired()).isEqualTo(3);
    }

    @Test
    void aPoolWhoseConnectionsAreAllInUseSaysHowManyThatAreAndHowLongItWaited() throws SQLException {
        try (Storage storage = Schema.open(impatient().set(DsqlOptions.POOL_MAXIMUM, 1))) {
            storage.init();
            try (Connection taken = storage.unwrap(DataSource.class).getConnection()) {
                assertThat(taken.isClosed()).isFalse();
                UnavailableException error = catchThrowableOfType(
                        UnavailableException.class, () -> storage.memory().getThread("t"));
                assertThat(error.code()).isEqualTo("pool-exhausted");
                assertThat(error.details()).containsEntry("poolMaximum", 1);
                assertThat((Long) error.details().get("waitedMillis")).isBetween(700L, 5000L);
            }
            assertThat(storage.memory().getThread("t")).isEmpty();
            TransactionStatistics statistics = storage.unwrap(TransactionStatistics.class);
            assertThat(statistics.failedConnects()).isEqualTo(1);
            assertThat(statistics.giveUps()).isEqualTo(1);
        }
    }

    @Test
    void aThreadInterruptedWhileWaitingForAConnectionStopsWaiting() throws Exception {
        try (Storage storage = Schema.open(
                config().set(DsqlOptions.POOL_MAXIMUM, 1).set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofMinutes(5)))) {
            storage.init();
            try (Connection taken = storage.unwrap(DataSource.class).getConnection()) {
                assertThat(taken.isClosed()).isFalse();
                AtomicReference<StorageException> error = new AtomicReference<>();
                AtomicBoolean interrupted = new AtomicBoolean();
                Thread waiting = new Thread(() -> {
                    error.set(catchThrowableOfType(
                            StorageException.class, () -> storage.memory().getThread("t")));
                    interrupted.set(Thread.currentThread().isInterrupted());
                });
                waiting.start();
                await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
                waiting.interrupt();
                waiting.join(20_000);
                assertThat(error.get()).isInstanceOf(UnavailableException.class);
                assertThat(error.get().code()).isEqualTo("interrupted");
                assertThat(interrupted).isTrue();
            }
        }
    }

    private static StaticCredentialsProvider keys() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("key", SECRET));
    }

    private static StorageConfig.Builder config() {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.HOST, cluster.host())
                .set(DsqlOptions.PORT, cluster.port())
                .set(DsqlOptions.REGION, "eu-central-1")
                .set(DsqlOptions.TLS_TRUST, cluster.certificate())
                .set(DsqlOptions.CREDENTIALS_PROVIDER, keys())
                .set(DsqlOptions.POOL_MINIMUM, 0);
    }

    private static StorageConfig.Builder impatient() {
        return config().set(DsqlOptions.CONNECTION_TIMEOUT, Duration.ofMillis(800));
    }

    private static UnavailableException refused(StorageConfig.Builder config) {
        try (Storage storage = Schema.open(config)) {
            UnavailableException error = catchThrowableOfType(UnavailableException.class, storage::init);
            StringWriter trace = new StringWriter();
            error.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain("X-Amz", SECRET);
            assertThat(storage.health().reachable()).isFalse();
            return error;
        }
    }

    private static void converse(Storage storage) {
        ConversationThread thread =
                ConversationThread.builder("owner").id("talk").build();
        storage.memory().saveThread(thread);
        storage.memory()
                .saveMessages(List.of(NewMessage.builder(thread.id())
                        .id("hello")
                        .text("hello")
                        .build()));
    }
}
