package dev.agentstorage.vector.langchain4j;

import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.e5smallv2q.E5SmallV2QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** E5 small v2, quantised: a model of 384 numbers in the process, which reads 512 tokens, two of them at the ends. */
final class E5Small {
    static final int DIMENSION = 384;
    static final int MAX_TOKENS = 512;

    private static final int ENDS = 2;

    private E5Small() {}

    /** Begins an embedder as the model wants it: with a prefix for passages and another one for queries. */
    static LangChain4jEmbedder.Builder builder() {
        TokenCountEstimator estimator = estimator();
        return LangChain4jEmbedder.builder(new E5SmallV2QuantizedEmbeddingModel())
                .modelId("e5-small-v2-q")
                .dimension(DIMENSION)
                .maxTokens(MAX_TOKENS)
                .tokenCounter(text -> estimator.estimateTokenCountInText(text) + ENDS)
                .passagePrefix("passage: ")
                .queryPrefix("query: ");
    }

    /** The tokenizer of the model is in its jar, and is read from a file only. */
    private static TokenCountEstimator estimator() {
        try (InputStream tokenizer = Objects.requireNonNull(
                E5SmallV2QuantizedEmbeddingModel.class.getResourceAsStream("/e5-small-v2-q-tokenizer.json"))) {
            Path file = Files.createTempFile("tokenizer", ".json");
            try {
                Files.copy(tokenizer, file, StandardCopyOption.REPLACE_EXISTING);
                return new HuggingFaceTokenCountEstimator(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
