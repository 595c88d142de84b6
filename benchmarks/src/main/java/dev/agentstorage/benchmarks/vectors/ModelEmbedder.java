package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.embed.Embedder;
import java.util.List;

/** Takes the time of a model for a question, and gives the vector that fits the corpus. Closes the model. Thread-safe. */
final class ModelEmbedder implements Embedder {
    private final Embedder model;
    private final ClusteredEmbedder vectors;

    ModelEmbedder(Embedder model, ClusteredEmbedder vectors) {
        this.model = model;
        this.vectors = vectors;
    }

    @Override
    public String model() {
        return vectors.model();
    }

    @Override
    public int dimension() {
        return vectors.dimension();
    }

    @Override
    public int maxTokens() {
        return vectors.maxTokens();
    }

    @Override
    public int countTokens(String text) {
        return vectors.countTokens(text);
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        return vectors.embedPassages(texts);
    }

    @Override
    public Embedding embedQuery(String text) {
        if (model.embedQuery(text).dimension() != dimension()) {
            throw new IllegalStateException("the model has another dimension than the corpus");
        }
        return vectors.embedQuery(text);
    }

    @Override
    public void close() {
        model.close();
    }
}
