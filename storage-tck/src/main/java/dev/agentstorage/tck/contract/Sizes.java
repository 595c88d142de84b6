package dev.agentstorage.tck.contract;

import dev.agentstorage.value.Json;

/** Texts and values of exact sizes. */
final class Sizes {
    /** Larger limits count as unlimited: a value that exceeds them would not fit into the heap of a test. */
    private static final long LARGEST_TESTED = 64L << 20;

    private Sizes() {}

    /** Returns whether a value over the limit can be created. */
    static boolean testable(long limit) {
        return limit < LARGEST_TESTED;
    }

    /** Returns ASCII text of this number of bytes. */
    static String text(long bytes) {
        return "x".repeat(Math.toIntExact(bytes));
    }

    /** Returns a JSON object of this number of bytes, at least 8. */
    static Json object(long bytes) {
        return Json.parse("{\"k\":\"" + text(bytes - 8) + "\"}");
    }

    /** Returns nested JSON arrays. */
    static Json nested(int levels) {
        return Json.parse("[".repeat(levels) + "]".repeat(levels));
    }
}
