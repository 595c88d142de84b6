package dev.agentstorage.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentstorage.architecture.PlainEnglish.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The repository's prose is plain technical English, and {@link PlainEnglish} finds what is not. */
class PlainEnglishTest {
    private static final String WORDS = """
            # a comment
            so many | the limit
            can't | cannot
            """;

    @Test
    void theRepositoryIsInPlainEnglish() throws IOException {
        PlainEnglish english = PlainEnglish.of(Repository.ROOT);
        List<Finding> findings = new ArrayList<>();
        int judged = 0;
        for (Path file : Repository.trackedFiles()) {
            if (PlainEnglish.isJudged(file.toString())) {
                findings.addAll(english.judge(file.toString(), Repository.text(file)));
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(1000);
        assertThat(findings).isEmpty();
        assertThat(english.unused()).as("allowed but not used").isEmpty();
    }

    @Test
    void theSubjectsOfCommitsAreShortAndInPlainEnglish() throws IOException, InterruptedException {
        PlainEnglish english = PlainEnglish.of(Repository.ROOT);
        assertThat(PlainEnglish.subjects(Repository.ROOT))
                .allSatisfy(subject -> assertThat(english.judgeSubject(subject)).isEmpty());
    }

    @Test
    void aLongSubjectIsFound() {
        PlainEnglish english = new PlainEnglish(WORDS, "");
        assertThat(english.judgeSubject("a".repeat(72))).isEmpty();
        assertThat(english.judgeSubject("a".repeat(73))).hasSize(1);
        assertThat(english.judgeSubject("Read so many rows")).hasSize(1);
    }

    @Test
    void aPhraseIsFoundInACommentAcrossLines() {
        assertThat(judge("A.java", """
                        /**
                         * Reads so
                         * many rows.
                         */
                        class A {
                            // This can't
                            // fail.
                        }
                        """))
                .extracting(Finding::line, Finding::phrase, Finding::instead)
                .containsExactlyInAnyOrder(tuple(2, "so many", "the limit"), tuple(6, "can't", "cannot"));
    }

    @Test
    void aPhraseIsFoundInNeighbouringLineComments() {
        assertThat(judge("A.java", "// reads so\n    // many rows\n")).hasSize(1);
        assertThat(judge("A.java", "// reads so\nint a;\n// many rows\n")).isEmpty();
    }

    @Test
    void aPhraseIsFoundInLiterals() {
        assertThat(judge("A.java", "String a = \"so many\";")).hasSize(1);
        assertThat(judge("A.java", "String a = \"reads so \"\n    + \"many rows\";"))
                .hasSize(1);
        assertThat(judge("A.java", "String a = \"\"\"\n    reads so\n    many rows\"\"\";"))
                .hasSize(1);
        assertThat(judge("A.java", "m(\"so\", \"many\");")).isEmpty();
        assertThat(judge("A.java", "String a = \"a \\\" so many\"; char b = '\"'; int so, many;"))
                .hasSize(1);
    }

    @Test
    void aPhraseIsFoundInTheNameOfATest() {
        assertThat(judge("A.java", "void readsSoManyRows() {}")).hasSize(1);
        assertThat(judge("A.java", "void reads_so_many_rows() {}")).hasSize(1);
        assertThat(judge("A.java", "int soMany = so + many;")).isEmpty();
    }

    @Test
    void aPhraseIsFoundInTextFiles() {
        assertThat(judge("docs/A.md", "# Title\n\nSo **many**\nrows, so many.\n"))
                .hasSize(2);
        assertThat(judge("verify", "# reads so\n# many rows\n")).hasSize(1);
        assertThat(judge("pom.xml", "<!-- so\n     many -->")).hasSize(1);
    }

    @Test
    void onlyWholeWordsAreFound() {
        assertThat(judge("A.md", "so manyfold, also many, so-many")).isEmpty();
    }

    @Test
    void filesWithoutProseAreNotJudged() {
        assertThat(List.of("A.java", "docs/A.md", "pom.xml", "verify", "verify-cluster", ".ci/run", "bin/dsql-local"))
                .allMatch(PlainEnglish::isJudged);
        assertThat(List.of("a.sql", "a.jsonl", "a.tsv", "LICENSE", "a/words.txt"))
                .noneMatch(PlainEnglish::isJudged);
    }

    @Test
    void anAllowedUseIsNoFinding() {
        PlainEnglish english = new PlainEnglish(WORDS, "a/*.md | so many | quoted\n");
        assertThat(english.judge("a/b.md", "so many")).isEmpty();
        assertThat(english.judge("a/b.md", "can't")).hasSize(1);
        assertThat(english.judge("b.md", "so many")).hasSize(1);
        assertThat(english.unused()).isEmpty();
    }

    @Test
    void anUnusedEntryIsReported() {
        PlainEnglish english = new PlainEnglish(WORDS, "a/*.md | so many | quoted\nb/** | * | quoted\n");
        assertThat(english.judge("a/b.md", "all is well")).isEmpty();
        assertThat(english.unused()).extracting(PlainEnglish.Allowed::files).containsExactly("a/*.md", "b/**");
    }

    @Test
    void aMalformedListIsRefused() {
        assertThatThrownBy(() -> new PlainEnglish("so many\n", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not 2 columns: so many");
        assertThatThrownBy(() -> new PlainEnglish(WORDS, "a.md | so many | \n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not 3 columns: a.md | so many | ");
        assertThatThrownBy(() -> new PlainEnglish(WORDS, "a.md | so few | quoted\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not in the list of words: ");
    }

    private static List<Finding> judge(String file, String text) {
        return new PlainEnglish(WORDS, "").judge(file, text);
    }
}
