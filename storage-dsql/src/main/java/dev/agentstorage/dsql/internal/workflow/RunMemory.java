package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * Estimates how much heap a call on a run uses at its peak, from the length of its snapshot. The factors are what was measured with
 * snapshots of 16 MB: the smallest heap in which the call succeeds, less that of the same call on a small run, divided by the bytes of the
 * snapshot. The text was ASCII but for one character, which makes Java keep two bytes for each of them; without that one it is about half.
 * docs/OPERATIONS.md has the figures. A snapshot in its row is too small to count. Stateless and thread-safe.
 */
final class RunMemory {
    /** The text twice, while the second one is made of the first. */
    private static final int READ = 6;

    /** The chunks of one statement, and what the driver makes of them; the snapshot that is given is the caller's. */
    private static final int WRITE = 3;

    /** The text and the tree of the stored snapshot and of the changed one, and the texts of their members. */
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

    /** Returns the estimate for what a change puts into a run. */
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
        // what another program made of an outline is laid over the chunks, or told together with them
        return Outline.generation(row.text()).isPresent() ? pieces.get().bytes() * CHANGE : 0;
    }
}
