package dev.agentstorage.dsql;

import static dev.agentstorage.dsql.FaultyDataSource.Point.COMMIT;
import static dev.agentstorage.dsql.FaultyDataSource.Point.STATEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.dsql.DsqlOptions.DialectChoice;
import dev.agentstorage.dsql.events.TransactionStatistics;
import dev.agentstorage.dsql.local.DsqlLocal;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.store.BulkListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The server says 54000 of a read, of a change and of a transaction's age; a caller learns which of them it was. */
class ServerLimitsTest {
    private static final String LIMIT = "54000";
    private static final Duration AGE = Duration.ofSeconds(1);

    private static DsqlLocal endpoint;

    private FaultyDataSource faulty;
    private Storage storage;
    private Storage overFaulty;
    private ConversationThread thread;

    @BeforeAll
    static void start() {
        endpoint = DsqlLocal.builder().transactionAge(AGE).start();
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @BeforeEach
    void open() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(endpoint.jdbcUrl());
        faulty = new FaultyDataSource(source);
        overFaulty = Schema.open(config().set(DsqlOptions.DATA_SOURCE, faulty.dataSource()));
        storage = Schema.open(config().set(DsqlOptions.URL, endpoint.jdbcUrlWithoutLogin())
                .set(DsqlOptions.USER, DsqlLocal.ADMIN)
                .set(DsqlOptions.PASSWORD, endpoint.token(DsqlLocal.ADMIN))
                .set(DsqlOptions.POOL_MAXIMUM, 1));
        ConversationThread created = storage.memory()
                .createThread(ConversationThread.builder("owner").build());
        storage.memory()
                .saveMessages(
                        List.of(NewMessage.builder(created.id()).text("text").build()));
        thread = storage.memory().getThread(created.id()).orElseThrow();
    }

    private static StorageConfig.Builder config() {
        return StorageConfig.builder("dsql")
                .set(DsqlOptions.DIALECT, DialectChoice.DSQL)
                .set(DsqlOptions.SKIP_DEFAULT_INDEXES, true)
                .set(DsqlOptions.RETRY_DEADLINE, Duration.ofSeconds(3));
    }

    @AfterEach
    void close() {
        endpoint.faults().clear();
        overFaulty.close();
        storage.close();
    }

    private static TooLargeException tooLarge(ThrowingCallable call) {
        TooLargeException error = catchThrowableOfType(TooLargeException.class, call);
        assertThat(error.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        reason -> assertThat(reason.getSQLState()).isEqualTo(LIMIT));
        return error;
    }

    @Test
    void aReadThatNeedsTooMuchSpaceHintsAtASmallerRequest() {
        List<ThrowingCallable> reads = List.of(
                () -> storage.memory().getThread(thread.id()),
                () -> storage.memory()
                        .listMessages(MessageQuery.ofThread(thread.id()))
                        .toList(),
                () -> storage.memory().listMessages(MessageQuery.ALL).count());
        for (ThrowingCallable read : reads) {
            endpoint.faults().inject("temp-space on statement 1");
            TooLargeException error = tooLarge(read);
            assertThat(error.code()).isEqualTo("query-too-large");
            assertThat(error.field()).isEqualTo("query");
            assertThat(error.details().get("hint").toString()).contains("narrow");
        }
    }

    @Test
    void theReadBeforeAChangeIsARead() {
        endpoint.faults().inject("temp-space on statement 1");
        assertThat(tooLarge(() -> storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed")))
                        .code())
                .isEqualTo("query-too-large");
        assertThat(storage.memory().getThread(thread.id())).contains(thread);
    }

    @Test
    void aReadIsARealOneWhateverTheTextOfTheServer() {
        overFaulty.init();
        faulty.failBefore(STATEMENT, LIMIT);
        assertThat(tooLarge(() -> overFaulty.memory().getThread(thread.id())).code())
                .isEqualTo("query-too-large");
    }

    @Test
    void aChangeThatIsRefusedAtItsCommitHintsAtASmallerChange() {
        overFaulty.init();
        faulty.failBefore(COMMIT, LIMIT);
        TooLargeException error =
                tooLarge(() -> overFaulty.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed")));
        assertThat(error.code()).isEqualTo("change-too-large");
        assertThat(error.field()).isEqualTo("transaction");
        assertThat(storage.memory().getThread(thread.id())).contains(thread);
    }

    @Test
    void aTransactionThatIsTooOldIsReportedAsSuch() {
        endpoint.faults().inject("latency 600ms");
        UnavailableException error = catchThrowableOfType(
                UnavailableException.class,
                () -> storage.memory().updateThread(thread.id(), ThreadPatch.ofTitle("changed")));
        endpoint.faults().clear();
        assertThat(error.code()).isEqualTo("transaction-too-old");
        assertThat(error.details()).containsEntry("sqlState", LIMIT);
        assertThat((Long) error.details().get("elapsedMillis")).isGreaterThanOrEqualTo(AGE.toMillis());
        assertThat(storage.memory().getThread(thread.id())).contains(thread);
    }

    @Test
    void aBulkStepThatIsAlwaysTooOldEndsAtTheDeadline() {
        endpoint.faults().inject("latency 600ms");
        long before = attempts();
        UnavailableException error = catchThrowableOfType(
                UnavailableException.class, () -> storage.memory().eraseResource("owner", BulkListener.NONE));
        endpoint.faults().clear();
        assertThat(error.code()).isEqualTo("transaction-too-old");
        // each takes at least as long as a transaction may be old, and 2,999 rows could be halved eleven times
        assertThat(attempts() - before).isLessThan(5);
        assertThat(storage.memory().getThread(thread.id())).contains(thread);
    }

    @Test
    void aBulkStepThatIsAlwaysTooLargeEndsAtTheDeadline() {
        overFaulty.init();
        endpoint.faults().inject("latency 600ms");
        for (int i = 0; i < 20; i++) {
            faulty.failBefore(STATEMENT, LIMIT);
        }
        TooLargeException error =
                tooLarge(() -> overFaulty.memory().deleteMessages(MessageQuery.ofThread(thread.id())));
        assertThat(error.code()).isEqualTo("change-too-large");
        assertThat(faulty.faultsLeft()).isGreaterThan(10);
    }

    private long attempts() {
        return storage.unwrap(TransactionStatistics.class).attempts();
    }
}
