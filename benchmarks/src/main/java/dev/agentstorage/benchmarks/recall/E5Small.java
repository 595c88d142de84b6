package dev.agentstorage.benchmarks.recall;

import dev.agentstorage.vector.embed.Embedder;
import dev.agentstorage.vector.langchain4j.LangChain4jEmbedder;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.e5smallv2q.E5SmallV2QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** E5 small v2, quantised: a model in the process, which reads 512 tokens, two of them at the ends. */
public final class E5Small {
    /** Dimension of the vectors. */
    public static final int DIMENSION = 384;

    private static final int MAX_TOKENS = 512;
    private static final int ENDS = 2;

    private E5Small() {}

    /** Loads the model, in a second or two. */
    public static Embedder load() throws IOException {
        TokenCountEstimator estimator = estimator();
        return LangChain4jEmbedder.builder(new E5SmallV2QuantizedEmbeddingModel())
                .modelId("e5-small-v2-q")
                .dimension(DIMENSION)
                .maxTokens(MAX_TOKENS)
                .tokenCounter(text -> estimator.estimateTokenCountInText(text) + ENDS)
                .passagePrefix("passage: ")
                .queryPrefix("query: ")
                .build();
    }

    /** The tokenizer of the model is in its jar, and can only be loaded from a file. */
    private static TokenCountEstimator estimator() throws IOException {
        Path file = Files.createTempFile("tokenizer", ".json");
        try (InputStream tokenizer = Objects.requireNonNull(
                E5SmallV2QuantizedEmbeddingModel.class.getResourceAsStream("/e5-small-v2-q-tokenizer.json"))) {
            Files.copy(tokenizer, file, StandardCopyOption.REPLACE_EXISTING);
            return new HuggingFaceTokenCountEstimator(file);
        } finally {
            Files.delete(file);
        }
    }
}
