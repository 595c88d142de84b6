package dev.agentstorage.examples.quickstart;

import java.nio.file.Path;

/** A file that cannot be imported: what is wrong, and where. */
final class BadInput extends Exception {
    private static final long serialVersionUID = 1L;

    BadInput(Path file, String place, String problem) {
        super(file + (place.isEmpty() ? "" : ":" + place) + ": " + problem);
    }
}
