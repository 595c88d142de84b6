package dev.agentstorage.tck.contract;

import dev.agentstorage.value.Json;

/** Texts and values of exact sizes. */
final class Sizes {
    /** A larger limit is taken for none: a value that breaks it would not fit a test's heap. */
    private static final long LARGEST_TESTED = 64L << 20;

    private Sizes() {}

    /** Whether a value over the limit can be made. */
    static boolean testable(long limit) {
        return limit < LARGEST_TESTED;
    }

    /** ASCII text of that many bytes. */
    static String text(long bytes) {
        return "x".repeat(Math.toIntExact(bytes));
    }

    /** A JSON object of that many bytes, at least 8. */
    static Json object(long bytes) {
        return Json.parse("{\"k\":\"" + text(bytes - 8) + "\"}");
    }

    /** JSON arrays in each other. */
    static Json nested(int levels) {
        return Json.parse("[".repeat(levels) + "]".repeat(levels));
    }
}
