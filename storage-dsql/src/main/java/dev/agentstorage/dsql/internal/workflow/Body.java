package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.settings.DsqlSettings;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.workflow.WorkflowSnapshot;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.Optional;

/**
 * The columns of a row for a snapshot.
 *
 * @param text the snapshot, or a small one in its place that other readers understand
 * @param status the status of the whole snapshot, as far as the column takes it
 * @param manifest where the chunks of the snapshot are, when it is not in the row
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

    /** A snapshot in chunks. */
    static Body inPieces(WorkflowSnapshot snapshot, String outline, Manifest manifest) {
        return new Body(outline, status(snapshot), Optional.of(manifest));
    }

    /** A status that the column cannot take is one that no query may ask for. */
    static Optional<String> status(WorkflowSnapshot snapshot) {
        return snapshot.status()
                .map(WorkflowStatus::value)
                .filter(status -> status.indexOf('\0') < 0
                        && Utf8.loneSurrogate(status) < 0
                        && Utf8.length(status) <= DsqlSettings.LIMITS.nameBytes());
    }
}
