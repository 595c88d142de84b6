package dev.agentstorage.vector.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens around a model, with one whose answers are simple. A token is a character. */
class LangChain4jEmbedderTest {
    private final List<List<String>> seen = new ArrayList<>();

    /** A model that answers with the length of each text, unless the answer is changed on the way. */
    private LangChain4jEmbedder.Builder embedder(UnaryOperator<List<Embedding>> answer) {
        EmbeddingModel model = new EmbeddingModel() {
            @Override
            public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
                seen.add(segments.stream().map(TextSegment::text).toList());
                return Response.from(answer.apply(segments.stream()
                        .map(segment ->
                                Embedding.from(new float[] {1, segment.text().length()}))
                        .toList()));
            }
        };
        return LangChain4jEmbedder.builder(model)
                .modelId("length")
                .dimension(2)
                .maxTokens(12)
                .tokenCounter(String::length)
                .passagePrefix("p: ")
                .queryPrefix("q: ");
    }

    private static <T extends StorageException> T refused(Class<T> type, String code, ThrowingCallable call) {
        T error = catchThrowableOfType(type, call);
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(code);
        return error;
    }

    @Test
    void passagesAreSentInBatchesInTheirOrder() {
        LangChain4jEmbedder embedder = embedder(vectors -> vectors).batchSize(2).build();
        assertThat(embedder.embedPassages(List.of("a", "bb", "ccc")))
                .containsExactly(
                        dev.agentstorage.vector.Embedding.of(1, 4),
                        dev.agentstorage.vector.Embedding.of(1, 5),
                        dev.agentstorage.vector.Embedding.of(1, 6));
        assertThat(seen).containsExactly(List.of("p: a", "p: bb"), List.of("p: ccc"));
        assertThat(embedder.embedPassages(List.of())).isEmpty();
        assertThat(seen).hasSize(2);
    }

    @Test
    void nothingIsSentWhenOnePassageIsTooLong() {
        LangChain4jEmbedder embedder = embedder(vectors -> vectors).batchSize(1).build();
        refused(TooLargeException.class, "text-too-long", () -> embedder.embedPassages(List.of("a", "123456789x")));
        refused(InvalidRequestException.class, "text-blank", () -> embedder.embedPassages(List.of("a", " \n")));
        refused(InvalidRequestException.class, "text-blank", () -> embedder.embedQuery(""));
        assertThat(seen).isEmpty();
        assertThat(embedder.embedPassages(List.of("123456789"))).hasSize(1);
    }

    @Test
    void aLongQueryEndsAtAWord() {
        LangChain4jEmbedder embedder = embedder(vectors -> vectors).build();
        embedder.embedQuery("one two x");
        embedder.embedQuery("one two three");
        embedder.embedQuery("one  twothree");
        embedder.embedQuery("onetwothree four");
        embedder.embedQuery(" 1234567\ud83d\ude00");
        assertThat(seen)
                .containsExactly(
                        List.of("q: one two x"),
                        List.of("q: one two"),
                        List.of("q: one"),
                        List.of("q: onetwothr"),
                        List.of("q:  1234567"));
    }

    @Test
    void aPrefixThatFillsTheModelIsRefused() {
        LangChain4jEmbedder embedder =
                embedder(vectors -> vectors).queryPrefix("a long prefix").build();
        refused(TooLargeException.class, "text-too-long", () -> embedder.embedQuery("word"));
        assertThat(seen).isEmpty();
    }

    @Test
    void failuresOfTheModelAreReported() {
        LangChain4jEmbedder failing = embedder(vectors -> {
                    throw new IllegalStateException("secret text");
                })
                .build();
        UnavailableException error =
                refused(UnavailableException.class, "embedder-failed", () -> failing.embedQuery("word"));
        assertThat(error).hasMessageContaining("IllegalStateException").hasCauseInstanceOf(IllegalStateException.class);
        assertThat(error.getMessage()).doesNotContain("secret");
        LangChain4jEmbedder refusing = embedder(vectors -> {
                    throw new AuthenticationException("bad key");
                })
                .build();
        refused(InvalidRequestException.class, "embedder-refused", () -> refusing.embedQuery("word"));
    }

    @Test
    void answersThatDoNotFitAreRefused() {
        LangChain4jEmbedder fewer =
                embedder(vectors -> vectors.subList(1, vectors.size())).build();
        refused(UnavailableException.class, "embedder-failed", () -> fewer.embedPassages(List.of("a", "b")));
        LangChain4jEmbedder wider = embedder(vectors -> vectors).dimension(3).build();
        refused(InvalidRequestException.class, "dimension-mismatch", () -> wider.embedQuery("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Model", "a/b", "-a", "a-", "x2345678901234567890123456789012345678901"})
    void modelIdsFitIntoNamesOfIndexes(String id) {
        LangChain4jEmbedder.Builder builder = embedder(vectors -> vectors).modelId(id);
        refused(InvalidRequestException.class, "model-id-invalid", builder::build);
    }

    @Test
    void whatHasNoDefaultMustBeSet() {
        LangChain4jEmbedder.Builder builder = LangChain4jEmbedder.builder(new EmbeddingModel() {});
        refused(InvalidRequestException.class, "null-argument", builder::build);
        for (LangChain4jEmbedder.Builder bad : List.of(
                embedder(vectors -> vectors).dimension(0),
                embedder(vectors -> vectors).maxTokens(0),
                embedder(vectors -> vectors).batchSize(0))) {
            refused(InvalidRequestException.class, "limit-not-positive", bad::build);
        }
    }
}
