package dev.agentstorage.dsql.local.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "250us, PT0.00025S, 250us",
        "5ms, PT0.005S, 5ms",
        "0.25ms, PT0.00025S, 250us",
        "1.5s, PT1.5S, 1500ms",
        "300S, PT5M, 300s",
        "60min, PT1H, 3600s",
        "1h, PT1H, 3600s",
        "0ms, PT0S, 0s",
        "8760h, PT8760H, 31536000s"
    })
    void aNumberWithAUnitIsRead(String text, Duration duration, String formatted) {
        assertThat(Durations.parse(text)).contains(duration);
        assertThat(Durations.format(duration)).isEqualTo(formatted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "ms", "-5ms", "5 ms", "1e3ms", "5m", "..ms", ".ms", "1.2.3s", "8761h", "5msms"})
    void anythingElseIsRefused(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
