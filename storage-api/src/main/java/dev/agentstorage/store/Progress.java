package dev.agentstorage.store;

import dev.agentstorage.error.UnavailableException;
import java.util.Map;

/** The error of a loop that makes no progress. */
final class Progress {
    private Progress() {}

    static UnavailableException none(Map<String, ?> details) {
        return new UnavailableException(
                "no-progress",
                "the backend reports more rows but makes no progress; completed steps stay applied",
                details);
    }
}
