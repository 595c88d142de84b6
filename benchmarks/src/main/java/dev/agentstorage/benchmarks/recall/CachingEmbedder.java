package dev.agentstorage.benchmarks.recall;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.embed.Embedder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Embeds each text once, and measures the time of that. Closes the embedder behind it. Thread-safe. */
final class CachingEmbedder implements Embedder {
    private final Embedder model;
    private final Map<String, Embedding> passages = new ConcurrentHashMap<>();
    private final Map<String, Embedding> queries = new ConcurrentHashMap<>();
    private final AtomicLong nanos = new AtomicLong();

    CachingEmbedder(Embedder model) {
        this.model = model;
    }

    @Override
    public String model() {
        return model.model();
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public int maxTokens() {
        return model.maxTokens();
    }

    @Override
    public int countTokens(String text) {
        return model.countTokens(text);
    }

    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        List<String> missing = texts.stream()
                .distinct()
                .filter(text -> !passages.containsKey(text))
                .toList();
        if (!missing.isEmpty()) {
            List<Embedding> made = timed(() -> model.embedPassages(missing));
            for (int i = 0; i < missing.size(); i++) {
                passages.put(missing.get(i), made.get(i));
            }
        }
        return texts.stream().map(passages::get).toList();
    }

    @Override
    public Embedding embedQuery(String text) {
        return queries.computeIfAbsent(text, query -> timed(() -> model.embedQuery(query)));
    }

    private <T> T timed(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        nanos.addAndGet(System.nanoTime() - start);
        return result;
    }

    /** Number of texts embedded. */
    int embedded() {
        return passages.size() + queries.size();
    }

    /** How long that took, in nanoseconds. */
    long nanos() {
        return nanos.get();
    }

    @Override
    public void close() {
        model.close();
    }
}
