package dev.agentstorage.dsql.local.internal.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Caches the statements of recently used texts. Thread-safe. */
final class StatementCache {
    /**
     * A text longer than this share of the cache is not cached: it would evict many others, and is rarely sent twice.
     */
    private static final int LONGEST_SHARE = 16;

    private final int maxTexts;
    private final long maxCharacters;
    private final Map<String, List<Statement>> statements = new LinkedHashMap<>(64, 0.75f, true);
    private long characters;

    StatementCache(int maxTexts, long maxCharacters) {
        this.maxTexts = maxTexts;
        this.maxCharacters = maxCharacters;
    }

    Optional<List<Statement>> get(String text) {
        synchronized (statements) {
            return Optional.ofNullable(statements.get(text));
        }
    }

    void put(String text, List<Statement> parsed) {
        if (text.length() > maxCharacters / LONGEST_SHARE) {
            return;
        }
        synchronized (statements) {
            if (statements.put(text, parsed) == null) {
                characters += text.length();
            }
            var eldest = statements.entrySet().iterator();
            while (statements.size() > maxTexts || characters > maxCharacters) {
                characters -= eldest.next().getKey().length();
                eldest.remove();
            }
        }
    }

    int size() {
        synchronized (statements) {
            return statements.size();
        }
    }
}
