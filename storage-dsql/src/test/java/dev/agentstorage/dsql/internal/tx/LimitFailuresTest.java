package dev.agentstorage.dsql.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.internal.tx.LimitFailures.Attempt;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** One SQLSTATE and many texts; what the attempt did decides. */
class LimitFailuresTest {
    private static final String AGE = "transaction age limit of 300s exceeded";
    private static final String SPACE = "query requires more than allowed temp space of 131072 KB to execute";
    private static final String ROWS = "transaction row limit exceeded";
    private static final String UNKNOWN = "a text of next year";

    private static StorageException error(String text, boolean reading, long rows, Duration elapsed) {
        return LimitFailures.error(
                new SQLException(text, "54000"), new Attempt(reading, rows, elapsed), Map.of("attempts", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "true, 0, 10, " + SPACE + ", query-too-large",
        "true, 0, 10, " + UNKNOWN + ", query-too-large",
        "true, 0, 10, " + ROWS + ", query-too-large",
        "true, 0, 10, " + AGE + ", query-too-large",
        "true, 9, 90, " + SPACE + ", query-too-large",
        "true, 0, 301000, " + UNKNOWN + ", transaction-too-old",
        "true, 0, 5000, " + AGE + ", transaction-too-old",
        "false, 0, 10, " + ROWS + ", change-too-large",
        "false, 0, 10, " + UNKNOWN + ", change-too-large",
        "false, 3001, 299000, " + UNKNOWN + ", change-too-large",
        "false, 1, 10, " + AGE + ", change-too-large",
        "false, 1, 5000, " + AGE + ", transaction-too-old",
        "false, 1, 300000, " + UNKNOWN + ", transaction-too-old",
        "false, 1, 5000, the page is damaged, change-too-large"
    })
    void theErrorIsThatOfWhatWasDone(boolean reading, long rows, long millis, String text, String code) {
        assertThat(error(text, reading, rows, Duration.ofMillis(millis)).code()).isEqualTo(code);
    }

    @Test
    void theAgeAndTheRowsOfATransactionThatIsTooOldAreReported() {
        assertThat(error(AGE, false, 7, Duration.ofSeconds(400)).details())
                .containsEntry("attempts", 1)
                .containsEntry("rows", 7L)
                .containsEntry("elapsedMillis", 400_000L);
    }

    @Test
    void theSizesThatTheServerNamesAreReported() {
        PSQLException refused = new PSQLException(new ServerErrorMessage(
                "SERROR\0C54000\0Mtransaction size limit 10mb exceeded\0DCurrent transaction size 12mb > 10mb\0"));
        StorageException error = LimitFailures.error(refused, new Attempt(false, 7, Duration.ZERO), Map.of());
        assertThat(error).isInstanceOfSatisfying(TooLargeException.class, tooLarge -> {
            assertThat(tooLarge.limit()).isEqualTo(10 << 20);
            assertThat(tooLarge.size()).isEqualTo(12 << 20);
        });
    }
}
