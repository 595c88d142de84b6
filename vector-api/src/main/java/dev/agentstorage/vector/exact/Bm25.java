package dev.agentstorage.vector.exact;

import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Scores texts by BM25 with k1 = 1.2 and b = 0.75. Counts all words again for each query: for small corpora only. */
final class Bm25 {
    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private record Text(VectorRecord record, List<String> words) {}

    private final List<Text> texts = new ArrayList<>();
    private final Map<String, Integer> textsWith = new HashMap<>();
    private final double averageLength;

    Bm25(Collection<VectorRecord> records) {
        long words = 0;
        for (VectorRecord record : records) {
            if (record.text().isPresent()) {
                Text text = new Text(record, words(record.text().get()));
                texts.add(text);
                words += text.words().size();
                new HashSet<>(text.words()).forEach(word -> textsWith.merge(word, 1, Integer::sum));
            }
        }
        averageLength = texts.isEmpty() ? 0 : (double) words / texts.size();
    }

    List<VectorHit> score(String query, boolean includeVectors) {
        Set<String> terms = new HashSet<>(words(query));
        List<VectorHit> hits = new ArrayList<>();
        for (Text text : texts) {
            double score = score(text, terms);
            if (score > 0) {
                VectorRecord record = text.record();
                hits.add(new VectorHit(
                        record.id(), score, record.metadata(), includeVectors ? record.vector() : Optional.empty()));
            }
        }
        return hits;
    }

    private double score(Text text, Set<String> terms) {
        Map<String, Integer> counts = new HashMap<>();
        text.words().stream().filter(terms::contains).forEach(word -> counts.merge(word, 1, Integer::sum));
        double length = K1 * (1 - B + B * text.words().size() / averageLength);
        return counts.entrySet().stream()
                .mapToDouble(entry -> rarity(entry.getKey()) * entry.getValue() / (entry.getValue() + length))
                .sum();
    }

    private double rarity(String word) {
        int with = textsWith.getOrDefault(word, 0);
        return Math.log1p((texts.size() - with + 0.5) / (with + 0.5));
    }

    private static List<String> words(String text) {
        return BETWEEN_WORDS
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
