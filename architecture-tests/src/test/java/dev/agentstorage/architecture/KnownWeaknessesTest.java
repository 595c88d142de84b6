package dev.agentstorage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** docs/internals/KNOWN-WEAKNESSES.md names a guard for each weakness, and every guard is there. */
class KnownWeaknessesTest {
    private static final int WEAKNESSES = 47;

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (E\\d\\d) \\| (.+) \\| (.+) \\|$");
    private static final Pattern RULE = Pattern.compile("\\b[A-Z]+-\\d\\d\\b");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final String DOCUMENT = Repository.text(Path.of("docs", "internals", "KNOWN-WEAKNESSES.md"));

    @Test
    void everyWeaknessHasARowAndAGuard() {
        assertThat(rows())
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, WEAKNESSES)
                        .mapToObj("E%02d"::formatted)
                        .toList());
        assertThat(rows())
                .allSatisfy(row -> assertThat(
                                row.group(3).replaceAll(RULE.pattern() + "|" + TEST.pattern() + "|, ", ""))
                        .as(row.group(1))
                        .isEmpty());
    }

    @Test
    void everyRuleIsInTheContract() {
        String contract = Repository.text(Path.of("docs", "CONTRACT.md"));
        List<String> rules =
                RULE.matcher(DOCUMENT).results().map(MatchResult::group).toList();
        assertThat(rules).isNotEmpty().allSatisfy(rule -> assertThat(contract).contains("**" + rule + "**"));
    }

    @Test
    void everyTestIsInTheRepository() {
        List<Path> files = Repository.trackedFiles();
        assertThat(TEST.matcher(DOCUMENT).results().toList()).isNotEmpty().allSatisfy(test -> {
            List<Path> classes = files.stream()
                    .filter(file -> file.endsWith(test.group(1) + ".java"))
                    .filter(file -> file.toString().startsWith("storage-dsql/src/test/java/"))
                    .toList();
            assertThat(classes).as(test.group()).hasSize(1);
            assertThat(Repository.text(classes.get(0))).as(test.group()).contains("void " + test.group(2) + "(");
        });
    }

    private static List<MatchResult> rows() {
        return ROW.matcher(DOCUMENT).results().toList();
    }
}
