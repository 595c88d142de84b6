package dev.agentstorage.tck.selftest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ids of the cases that the kit must cover: what other storages of this field check, or should have. The letters mean threads (T),
 * listing (L), saving (P), updating (U) and deleting (D) messages, resources (R), workflow runs (W), scores (S), spans (O), agents (A), what
 * is common to all (X), indexes (IX), operations (OP) and gaps that are not checked yet (G).
 */
final class Cases {
    private Cases() {}

    static Set<String> all() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("T", 43);
        counts.put("L", 42);
        counts.put("P", 25);
        counts.put("U", 8);
        counts.put("D", 7);
        counts.put("R", 15);
        counts.put("W", 23);
        counts.put("S", 11);
        counts.put("O", 59);
        counts.put("A", 27);
        counts.put("X", 35);
        counts.put("IX", 23);
        counts.put("OP", 6);
        counts.put("G", 32);
        Set<String> ids = new TreeSet<>();
        counts.forEach((prefix, count) -> {
            for (int number = 1; number <= count; number++) {
                ids.add("%s%02d".formatted(prefix, number));
            }
        });
        return ids;
    }

    /** Whether the id is of a case that the kit's authors added themselves (E); nothing demands these. */
    static boolean isExtra(String id) {
        return id.matches("E[0-9]{2}");
    }
}
