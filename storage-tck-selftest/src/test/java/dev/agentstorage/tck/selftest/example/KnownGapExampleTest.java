package dev.agentstorage.tck.selftest.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.tck.selftest.KitRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownGapExampleTest {
    @TempDir
    Path reports;

    @Test
    void draftIsConformantButForItsGap() {
        KitRun run = KitRun.of(reports, ShelfDraftConformance.class);
        assertThat(run.failures()).isEmpty();
        assertThat(run.verdict("shelf-draft")).isEqualTo("CONFORMANT WITH GAPS");
        assertThat(run.rules("shelf-draft", "GAP")).containsExactly("CFG-01");
    }
}
