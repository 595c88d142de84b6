package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a row holds for a snapshot.
 *
 * @param text the snapshot, or a small one in its place that other readers understand
 * @param status the status of the whole snapshot, as far as the column takes it
 * @param manifest where the pieces of the snapshot are, when it is not in the row
 */
record Body(String text, Optional<String> status, Optional<Manifest> manifest) {
    /** Returns whether a snapshot has room in its row. */
    static boolean fits(WorkflowSnapshot snapshot) {
        return snapshot.json().sizeInBytes() <= DsqlSettings.LIMITS.valueBytes();
    }

    /** A snapshot that is whole in its row. */
    static Body whole(WorkflowSnapshot snapshot) {
        return new Body(snapshot.json().text(), status(snapshot), Optional.empty());
    }

    /** A snapshot in pieces. */
    static Body inPieces(WorkflowSnapshot snapshot, String outline, Manifest manifest) {
        return new Body(outline, status(snapshot), Optional.of(manifest));
    }

    /** Returns the small snapshot for the place of a large one: of the same run and status, with nothing in its context. */
    static String outline(String runId, WorkflowSnapshot snapshot, String generation, Instant now) {
        WorkflowSnapshot outline = WorkflowSnapshot.initial(runId, now);
        Optional<String> status = status(snapshot);
        if (status.isPresent()) {
            outline = outline.with("status", Json.of(status.get()));
        }
        return outline.with("agentStorage", Json.of(Map.of("snapshotInChunks", generation)))
                .json()
                .text();
    }

    /** A status that the column can't take is one that no query may ask for. */
    private static Optional<String> status(WorkflowSnapshot snapshot) {
        return snapshot.status()
                .map(WorkflowStatus::value)
                .filter(status -> status.indexOf('\0') < 0
                        && Utf8.loneSurrogate(status) < 0
                        && Utf8.length(status) <= DsqlSettings.LIMITS.nameBytes());
    }
}
