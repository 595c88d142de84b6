package dev.agentstorage.chattck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(
            "a|b",
            "framework",
            List.of(
                    new Finding(Property.TEXTS, "1 of 2", List.of("NUL: \"a\\u0000\" <b> is *not* kept")),
                    new Finding(Property.RACE, "kept 3 of 4", List.of())));

    @Test
    void markdownHasATableAndTheExamples() {
        assertThat(report.markdown()).isEqualTo("""
                        ### a\\|b

                        framework

                        | property | observed |
                        |---|---|
                        | Texts | 1 of 2 |
                        | Two concurrent writers | kept 3 of 4 |

                        * Texts: NUL: "a\\\\u0000" &lt;b> is \\*not\\* kept
                        """);
    }

    @Test
    void jsonIsEscaped() {
        assertThat(report.json()).isEqualTo("""
                        {
                          "subject": "a|b",
                          "framework": "framework",
                          "findings": [
                            {"property": "TEXTS", "observed": "1 of 2", "varies": false, "examples": ["NUL: \\"a\\\\u0000\\" <b> is *not* kept"]},
                            {"property": "RACE", "observed": "kept 3 of 4", "varies": true, "examples": []}
                          ]
                        }
                        """);
    }

    @Test
    void whatVariesIsNotStable() {
        assertThat(report.stable().findings()).extracting(Finding::property).containsExactly(Property.TEXTS);
    }

    @Test
    void theTableHasAColumnForEachReport() {
        assertThat(Report.table(List.of(report.stable(), new Report("c", "framework", List.of()))))
                .isEqualTo("""
                        | property | a\\|b | c |
                        |---|---|---|
                        | Texts | 1 of 2 |  |
                        """);
    }
}
