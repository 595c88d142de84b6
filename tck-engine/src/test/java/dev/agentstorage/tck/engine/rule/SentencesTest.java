package dev.agentstorage.tck.engine.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report shows of a rule is the whole paragraph of the contract. */
class SentencesTest {
    @Test
    void aRuleIsItsParagraphOnOneLine(@TempDir Path folder) throws IOException {
        Path contract = Files.writeString(folder.resolve("CONTRACT.md"), """
                # Rules

                **AB-01** One line. And a second sentence.

                **AB-02** A paragraph that continues
                  in the next line,\s
                and ends here.
                | a | table |

                Text that is about AB-01.

                **AB-03** The last one
                - with a list
                """);
        assertThat(Sentences.of(contract.toUri().toURL()))
                .isEqualTo(Map.of(
                        "AB-01", "One line. And a second sentence.",
                        "AB-02", "A paragraph that continues in the next line, and ends here.",
                        "AB-03", "The last one"));
    }
}
