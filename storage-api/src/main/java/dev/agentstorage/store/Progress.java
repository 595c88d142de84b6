package dev.agentstorage.store;

import dev.agentstorage.error.UnavailableException;
import java.util.Map;

/** What is thrown in place of a loop without an end. */
final class Progress {
    private Progress() {}

    static UnavailableException none(Map<String, ?> details) {
        return new UnavailableException(
                "no-progress",
                "the backend says that there is more, but does not get any further; what it did before stays",
                details);
    }
}
