package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * Estimates the peak heap of a call on a run from the size of its snapshot. The factors were measured with
 * snapshots of 16 MB: the smallest heap in which the call succeeds, minus that of the same call on a small run, divided by the size of the
 * snapshot. The text was ASCII except for one character, so that Java stores two bytes per character; pure ASCII needs about half.
 * docs/OPERATIONS.md has the figures. Snapshots within their row are too small to count. Stateless and thread-safe.
 */
final class RunMemory {
    /** Heap per byte for reading: two copies of the text during a conversion. */
    private static final int READ = 6;

    /** Heap per byte for writing: the chunks of one statement and the driver's buffers, without the caller's snapshot. */
    private static final int WRITE = 3;

    /** Heap per byte for a change: texts and trees of the stored and the changed snapshot, and the texts of their members. */
    private static final int CHANGE = 16;

    private RunMemory() {}

    /** Returns the estimate for reading the run of a row. */
    static long ofRead(StoredRun row) {
        return ofPieces(row, READ);
    }

    /** Returns the estimate for reading the run of a row, changing and writing it. */
    static long ofChange(StoredRun row) {
        return ofPieces(row, CHANGE);
    }

    /** Returns the estimate for the new values of a change. */
    static long ofChange(Json given) {
        return (long) given.text().length() * CHANGE;
    }

    /** Returns the estimate for storing a snapshot. */
    static long ofWrite(Json snapshot) {
        return Math.min(snapshot.text().length(), ChunkStatements.PER_STATEMENT * Chunks.CHUNK_BYTES) * (long) WRITE;
    }

    private static long ofPieces(StoredRun row, int factor) {
        Optional<Manifest> pieces = row.kept();
        if (pieces.isEmpty()) {
            return 0;
        }
        if (row.isOutlineOf(pieces.get())) {
            return pieces.get().bytes() * factor;
        }
        // a changed outline is merged with the chunks, or reported together with them
        return Outline.generation(row.text()).isPresent() ? pieces.get().bytes() * CHANGE : 0;
    }
}
