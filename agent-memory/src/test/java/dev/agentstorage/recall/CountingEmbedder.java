package dev.agentstorage.recall;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.embed.Embedder;
import java.util.List;

/** Says which passages were embedded. */
record CountingEmbedder(List<String> embedded) implements Embedder {
    @Override
    public String model() {
        return World.EMBEDDER.model();
    }

    @Override
    public int dimension() {
        return World.EMBEDDER.dimension();
    }

    @Override
    public int maxTokens() {
        return World.EMBEDDER.maxTokens();
    }

    @Override
    public int countTokens(String text) {
        return World.EMBEDDER.countTokens(text);
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        embedded.addAll(texts);
        return World.EMBEDDER.embedPassages(texts);
    }

    @Override
    public Embedding embedQuery(String text) {
        return World.EMBEDDER.embedQuery(text);
    }
}
