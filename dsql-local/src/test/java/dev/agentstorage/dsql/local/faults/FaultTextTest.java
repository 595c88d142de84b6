package dev.agentstorage.dsql.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "occ on commit 3",
                "occ on commit",
                "occ on commit probability 0.2 seed 42",
                "occ on commit probability 0.2 seed -1 count 5",
                "schema-change on statement 5",
                "schema-change on commit",
                "cut on statement 2 count 2",
                "cut before commit 1",
                "cut during commit 1 seed 7",
                "cut after commit 1",
                "reject connect 53300 count 3",
                "reject connect 53400 on connect 3",
                "expired-token on connect 2",
                "waking-up",
                "waking-up on connect 2",
                "waking-up count 3",
                "waking-up for 2s",
                "server-unavailable on statement 4",
                "server-unavailable on commit probability 0.1 seed 1 count 2 for 500ms",
                "temp-space on statement 2",
                "latency 5ms",
                "latency 250us on round-trip 3 count 9",
                "latency 2s probability 0.01 seed 1",
                "fail index-job",
                "fail index-job 2"
            })
    void aRuleSaysItsOwnText(String text) {
        assertThat(Fault.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "rate-limit, reject connect 53400",
        "occ, occ on commit",
        "occ count 2, occ on commit count 2",
        "schema-change, schema-change on statement",
        "latency 0.005s, latency 5ms",
        "latency 1.5s, latency 1500ms",
        "latency 1min, latency 60s",
        "server-unavailable 2, server-unavailable on statement 2",
        "temp-space, temp-space on statement",
        "waking-up for 0.5s count 2, waking-up count 2 for 500ms",
        "occ on commit count 5 seed 1 probability 0.5, occ on commit probability 0.5 seed 1 count 5",
        "' OCC   on\tCommit 3 ', occ on commit 3"
    })
    void otherSpellingsMeanTheSame(String spelling, String text) {
        assertThat(Fault.parse(spelling)).hasToString(text).isEqualTo(Fault.parse(text));
    }

    @Test
    void aRuleMadeInCodeIsTheSameAsItsText() {
        assertThat(Fault.occ().at(3)).isEqualTo(Fault.parse("occ on commit 3"));
        assertThat(Fault.occ().probability(0.2).seed(42))
                .isEqualTo(Fault.parse("occ on commit probability 0.2 seed 42"));
        assertThat(Fault.schemaChange().at(5)).isEqualTo(Fault.parse("schema-change on statement 5"));
        assertThat(Fault.schemaChangeOnCommit()).isEqualTo(Fault.parse("schema-change on commit"));
        assertThat(Fault.cutOnStatement().at(2)).isEqualTo(Fault.parse("cut on statement 2"));
        assertThat(Fault.cutBeforeCommit().at(1)).isEqualTo(Fault.parse("cut before commit 1"));
        assertThat(Fault.cutDuringCommit().at(1)).isEqualTo(Fault.parse("cut during commit 1"));
        assertThat(Fault.cutAfterCommit().at(1)).isEqualTo(Fault.parse("cut after commit 1"));
        assertThat(Fault.tooManyConnections().count(3)).isEqualTo(Fault.parse("reject connect 53300 count 3"));
        assertThat(Fault.rateExceeded()).isEqualTo(Fault.parse("rate-limit"));
        assertThat(Fault.expiredToken()).isEqualTo(Fault.parse("expired-token"));
        assertThat(Fault.wakingUp().during(Duration.ofSeconds(2))).isEqualTo(Fault.parse("waking-up for 2s"));
        assertThat(Fault.serverUnavailable().at(4)).isEqualTo(Fault.parse("server-unavailable on statement 4"));
        assertThat(Fault.serverUnavailableOnCommit().at(1)).isEqualTo(Fault.parse("server-unavailable on commit 1"));
        assertThat(Fault.tempSpaceExceeded().count(2)).isEqualTo(Fault.parse("temp-space count 2"));
        assertThat(Fault.latency(Duration.ofMillis(5))).isEqualTo(Fault.parse("latency 5ms"));
        assertThat(Fault.failedIndexJob()).isEqualTo(Fault.parse("fail index-job"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | expected occ, schema-change",
                "conflict on commit | found \"conflict\"",
                "occ on statement 3 | expected a number, probability, seed, count or for, found \"on\"",
                "occ on commit three | found \"three\"",
                "occ on commit 0 | the number of an event must be at least 1",
                "occ on commit 99999999999999999999 | expected the number of an event",
                "occ on commit probability | expected a probability such as 0.2, found the end",
                "occ on commit probability often | found \"often\"",
                "occ on commit probability 0 | a probability must be above 0 and at most 1",
                "occ on commit probability 1.1 | a probability must be above 0 and at most 1",
                "occ on commit probability NaN | found \"nan\"",
                "occ on commit 3 probability 0.5 | either a number or a probability",
                "occ on commit count 0 | a count must be at least 1",
                "occ on commit count 1 count 2 | found \"count\"",
                "occ on commit seed 1.5 | expected a seed, found \"1.5\"",
                "occ on commit; | found",
                "cut commit 1 | found \"cut\"",
                "reject connect 40001 | found \"reject\"",
                "expired-token on connect | expected the number of an event, found the end",
                "waking-up 2s | expected the number of an event, found \"2s\"",
                "waking-up for | expected a duration",
                "waking-up for 2 | expected a duration",
                "waking-up for 0s | the time of a rule must be within 1us and 1h",
                "waking-up for 61min | the time of a rule must be within 1us and 1h",
                "waking-up for 1s for 2s | found \"for\"",
                "waking-up on commit 1 | expected a number",
                "server-unavailable on connect 1 | expected a number",
                "latency | expected a duration",
                "latency 5 | expected a duration",
                "latency -5ms | expected a duration",
                "latency 0ms | latency must be within 1us and 1h",
                "latency 2h | latency must be within 1us and 1h",
                "latency 1.2.3ms | expected a duration",
                "latency ms | expected a duration"
            })
    void aTextThatIsNoRuleIsRefusedWithTheWordThatIsWrong(String text, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.parse(text)).withMessageContaining(message);
    }

    @Test
    void aNumberAndAProbabilityAreRefusedInCodeToo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fault.occ().probability(0.5).at(1));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.occ().at(1).probability(0.5));
    }
}
