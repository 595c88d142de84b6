package dev.agentstorage.recall.internal.index;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.embed.Embedder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Embeds passages and caches the most recent ones, by text: a message is often indexed again soon after its append, when only its context has
 * changed or its thread is cloned. Thread-safe.
 */
final class Embeddings {
    private static final int REMEMBERED = 1_024;
    private static final int BATCH = 64;

    private final Embedder embedder;
    private final Map<String, Embedding> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Embedding> eldest) {
            return size() > REMEMBERED;
        }
    };

    Embeddings(Embedder embedder) {
        this.embedder = embedder;
    }

    /**
     * Returns the vectors by text.
     *
     * @throws IllegalStateException when the embedder returns more or fewer vectors than requested
     */
    Map<String, Embedding> of(Set<String> texts) {
        Map<String, Embedding> found = new HashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        synchronized (remembered) {
            for (String text : texts) {
                Embedding known = remembered.get(text);
                if (known == null) {
                    missing.add(text);
                } else {
                    found.put(text, known);
                }
            }
        }
        List<String> rest = new ArrayList<>(missing);
        for (int from = 0; from < rest.size(); from += BATCH) {
            List<String> batch = rest.subList(from, Math.min(rest.size(), from + BATCH));
            List<Embedding> made = embedder.embedPassages(batch);
            if (made.size() != batch.size()) {
                throw new IllegalStateException(
                        "the embedder has made " + made.size() + " vectors of " + batch.size() + " texts");
            }
            synchronized (remembered) {
                for (int i = 0; i < batch.size(); i++) {
                    found.put(batch.get(i), made.get(i));
                    remembered.put(batch.get(i), made.get(i));
                }
            }
        }
        return found;
    }
}
