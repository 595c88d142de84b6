package dev.agentstorage.vector.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.embed.Embedder;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real model in the process. */
class E5SmallTest {
    private static final String CAT = "The cat sleeps on the warm windowsill.";
    private static final String INVOICE = "The invoice for March has not been paid yet.";
    private static final String QUESTION = "Which bill is still open?";

    private static Embedder embedder;

    @BeforeAll
    static void load() {
        embedder = E5Small.builder().build();
    }

    private static double alike(Embedding a, Embedding b) {
        return Metric.COSINE.score(a, b);
    }

    @Test
    void aQuestionIsNearerToItsAnswerThanToAnythingElse() {
        Embedding question = embedder.embedQuery(QUESTION);
        List<Embedding> passages = embedder.embedPassages(List.of(CAT, INVOICE));
        assertThat(question.dimension()).isEqualTo(384);
        assertThat(alike(question, passages.get(1))).isGreaterThan(alike(question, passages.get(0)) + 0.02);
    }

    @Test
    void prefixesMatter() {
        Embedder bare = E5Small.builder().passagePrefix("").queryPrefix("").build();
        Embedding asPassage = embedder.embedPassages(List.of(INVOICE)).get(0);
        Embedding asQuery = embedder.embedQuery(INVOICE);
        Embedding asItIs = bare.embedQuery(INVOICE);
        assertThat(alike(asPassage, asQuery)).isLessThan(0.999);
        assertThat(alike(asPassage, asItIs)).isLessThan(0.999);
        assertThat(alike(asItIs, bare.embedPassages(List.of(INVOICE)).get(0))).isCloseTo(1, within(1e-6));
        assertThat(alike(asPassage, bare.embedQuery("passage: " + INVOICE))).isCloseTo(1, within(1e-6));
    }

    @Test
    void batchesEqualSingles() {
        List<String> texts = List.of(CAT, INVOICE, QUESTION, "Good morning", CAT + " " + INVOICE);
        List<Embedding> together = embedder.embedPassages(texts);
        List<Embedding> inPairs = E5Small.builder().batchSize(2).build().embedPassages(texts);
        for (int i = 0; i < texts.size(); i++) {
            Embedding single = embedder.embedPassages(List.of(texts.get(i))).get(0);
            assertThat(alike(single, together.get(i))).isCloseTo(1, within(1e-5));
            assertThat(alike(single, inPairs.get(i))).isCloseTo(1, within(1e-5));
        }
    }

    /** The words of these texts are separate tokens. */
    @Test
    void tokensAreCountedAsTheModelReadsThem() {
        assertThat(embedder.countTokens("cat")).isEqualTo("[CLS] passage : cat [SEP]".split(" ").length);
        assertThat(embedder.countTokens("cat " + "dog ".repeat(100))).isEqualTo(105);
    }

    @Test
    void aPassageIsNeverCut() {
        String fitting = "cat ".repeat(508).strip();
        assertThat(embedder.countTokens(fitting)).isEqualTo(512);
        assertThat(embedder.embedPassages(List.of(fitting))).hasSize(1);
        TooLargeException error = catchThrowableOfType(
                TooLargeException.class, () -> embedder.embedPassages(List.of(CAT, fitting + " cat")));
        assertThat(error.code()).isEqualTo("text-too-long");
        assertThat(error.limit()).isEqualTo(512);
        assertThat(error.size()).isEqualTo(513);
    }

    @Test
    void ofALongQueryTheBeginningCounts() {
        String begin = QUESTION + " " + "cat ".repeat(502).strip();
        Embedding cut = embedder.embedQuery(begin + " dog".repeat(2_000));
        int words = 512 - embedder.countTokens(QUESTION);
        Embedding expected = embedder.embedQuery((QUESTION + " " + "cat ".repeat(words)).strip());
        assertThat(alike(cut, expected)).isCloseTo(1, within(1e-5));
    }
}
