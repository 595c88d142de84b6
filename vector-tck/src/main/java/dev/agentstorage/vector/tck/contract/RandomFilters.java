package dev.agentstorage.vector.tck.contract;

import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorRecord;
import java.util.ArrayList;
import java.util.List;

/** Random records and filters over the keys of {@code VectorContract.shape()}, with few values, so that filters match some. */
final class RandomFilters {
    private static final List<String> WORDS = List.of("a", "b", "c", "d");

    private RandomFilters() {}

    static Embedding vector(SeededRandom random) {
        return Embedding.of(
                random.between(1, 99), random.between(-99, 99), random.between(-99, 99), random.between(-99, 99));
    }

    static VectorRecord record(SeededRandom random, String id) {
        Metadata.Builder metadata = Metadata.builder();
        if (random.below(4) > 0) {
            metadata.text("t", random.pick(WORDS));
        }
        if (random.below(4) > 0) {
            metadata.number("n", random.below(5));
        }
        if (random.below(4) > 0) {
            metadata.flag("f", random.below(2) == 0);
        }
        if (random.below(4) > 0) {
            List<String> list = new ArrayList<>(WORDS);
            list.removeIf(word -> random.below(2) == 0);
            metadata.texts("l", list);
        }
        return VectorRecord.builder(id)
                .vector(vector(random))
                .metadata(metadata.build())
                .build();
    }

    static VectorFilter filter(SeededRandom random, int depth) {
        return switch (random.below(depth == 0 ? 9 : 15)) {
            case 0 -> VectorFilter.eq("t", random.pick(WORDS));
            case 1 -> VectorFilter.ne("l", random.pick(WORDS));
            case 2 -> VectorFilter.eq("f", random.below(2) == 0);
            case 3 -> VectorFilter.in("l", List.of(random.pick(WORDS), "z"));
            case 4 -> VectorFilter.above("n", random.below(5));
            case 5 -> VectorFilter.atMost("n", random.below(5));
            case 6 -> VectorFilter.exists("n");
            case 7 -> VectorFilter.missing("t");
            case 8 -> VectorFilter.ne("n", random.below(5));
            case 9, 10 -> VectorFilter.and(filter(random, depth - 1), filter(random, depth - 1));
            case 11, 12 -> VectorFilter.or(filter(random, depth - 1), filter(random, depth - 1));
            default -> VectorFilter.not(filter(random, depth - 1));
        };
    }
}
