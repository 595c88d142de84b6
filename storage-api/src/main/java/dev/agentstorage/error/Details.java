package dev.agentstorage.error;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the details of an error with several values, in the order in which {@link StorageException#details()} gives them (rule
 * {@code CORE-10}); {@link Map#of} would give them another order in every JVM. The maps are not thread-safe; the error copies them.
 */
public final class Details {
    private Details() {}

    /** Returns two names with their values, in this order. */
    public static Map<String, Object> of(String name1, Object value1, String name2, Object value2) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(name1, value1);
        details.put(name2, value2);
        return details;
    }

    /** Returns three names with their values, in this order. */
    public static Map<String, Object> of(
            String name1, Object value1, String name2, Object value2, String name3, Object value3) {
        Map<String, Object> details = of(name1, value1, name2, value2);
        details.put(name3, value3);
        return details;
    }

    /** Returns four names with their values, in this order. */
    public static Map<String, Object> of(
            String name1,
            Object value1,
            String name2,
            Object value2,
            String name3,
            Object value3,
            String name4,
            Object value4) {
        Map<String, Object> details = of(name1, value1, name2, value2, name3, value3);
        details.put(name4, value4);
        return details;
    }
}
