package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.Optional;

/**
 * The columns of a run's row for its snapshot.
 *
 * @param text the snapshot or, if it is stored in chunks, a small outline that other programs can read
 * @param status the status of the whole snapshot; empty if it does not fit into the column
 * @param manifest where the chunks of the snapshot are; empty if the row contains the snapshot
 */
record Body(String text, Optional<String> status, Optional<Manifest> manifest) {
    /** Returns whether a snapshot fits into its row. */
    static boolean fits(WorkflowSnapshot snapshot) {
        return snapshot.json().sizeInBytes() <= DsqlSettings.LIMITS.valueBytes();
    }

    /** The columns for a snapshot within its row. */
    static Body whole(WorkflowSnapshot snapshot) {
        return new Body(snapshot.json().text(), status(snapshot), Optional.empty());
    }

    /** The columns for a snapshot in chunks. */
    static Body inPieces(WorkflowSnapshot snapshot, String outline, Manifest manifest) {
        return new Body(outline, status(snapshot), Optional.of(manifest));
    }

    /** Returns the status; empty if it does not fit into the column, in which case no query can ask for it. */
    static Optional<String> status(WorkflowSnapshot snapshot) {
        return snapshot.status()
                .map(WorkflowStatus::value)
                .filter(status -> status.indexOf('\0') < 0
                        && Utf8.loneSurrogate(status) < 0
                        && Utf8.length(status) <= DsqlSettings.LIMITS.nameBytes());
    }
}
