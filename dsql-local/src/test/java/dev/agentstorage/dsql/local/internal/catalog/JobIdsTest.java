package dev.agentstorage.dsql.local.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.dsql.local.internal.job.JobIds;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of jobs. */
class JobIdsTest {
    @Test
    void idsAreDifferentAndValid() {
        assertThat(Stream.generate(JobIds::next).limit(1000).collect(Collectors.toSet()))
                .hasSize(1000)
                .allMatch(JobIds::isValid)
                // 128 bits in 26 digits of 5 bits: the last two are zero.
                .allMatch(id -> "aeimquy4".indexOf(id.charAt(25)) >= 0)
                .anyMatch(id -> id.chars().anyMatch(digit -> digit >= '2' && digit <= '7'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-job",
                "abcdefghijklmnopqrstuvwxy",
                "abcdefghijklmnopqrstuvwxyza",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                "abcdefghijklmnopqrstuvwxy1"
            })
    void otherTextsAreNoIds(String text) {
        assertThat(JobIds.isValid(text)).isFalse();
    }
}
