package dev.agentstorage.examples.quickstart;

import dev.agentstorage.vector.embed.Embedder;
import dev.agentstorage.vector.langchain4j.LangChain4jEmbedder;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.langchain4j.model.embedding.onnx.e5smallv2q.E5SmallV2QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** E5 small v2, quantised: a model for embeddings that runs in this process, and that comes in a jar. */
final class E5Small {
    private static final int DIMENSION = 384;
    private static final int MAX_TOKENS = 512;

    /** The tokens at both ends, which the tokenizer does not count. */
    private static final int ENDS = 2;

    private E5Small() {}

    /**
     * Makes the embedder and uses it once. Nothing is downloaded.
     *
     * @throws LinkageError when the native libraries that it is made of do not run on this machine
     * @throws RuntimeException when the tokenizer does not run: it has other errors for this than the model
     */
    static Embedder open() {
        // otherwise DJL, which reads the tokenizer, may download a library for a GPU, and reports its use from machines
        // on EC2
        System.setProperty("ai.djl.offline", "true");
        TokenCountEstimator estimator = estimator();
        Embedder embedder = LangChain4jEmbedder.builder(new E5SmallV2QuantizedEmbeddingModel())
                .modelId("e5-small-v2-q")
                .dimension(DIMENSION)
                .maxTokens(MAX_TOKENS)
                .tokenCounter(text -> estimator.estimateTokenCountInText(text) + ENDS)
                .passagePrefix("passage: ")
                .queryPrefix("query: ")
                .build();
        embedder.embedQuery("ready");
        return embedder;
    }

    /** Opens a model, or says in one line why there is none. */
    static Optional<Embedder> orNone(Supplier<Embedder> open, PrintWriter err) {
        try {
            return Optional.of(open.get());
        } catch (LinkageError | RuntimeException e) {
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            err.println("the model does not run on this machine ("
                    + reason.toString().lines().findFirst().orElse("")
                    + "), so messages are recalled by their words only");
            return Optional.empty();
        }
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
