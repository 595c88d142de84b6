package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.dsql.internal.tx.Session;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Transactions;
import dev.agentstorage.dsql.internal.workflow.ChunkColumns.Chunk;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.workflow.WorkflowSnapshot;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Snapshots in chunks. The chunks of a new snapshot are stored under a separate generation, over several transactions; they count from
 * the moment when the run's row names that generation. What no row names, in its column or in its text, is removed: immediately by the call that replaced
 * it, and after an hour,
 * when no upload can be at work any more, by any call. Thread-safe.
 */
@Singleton
final class Chunks {
    /** Eight of them, with their overhead, are under 8 MiB. */
    static final int CHUNK_BYTES = 1_000_000;

    /** Maximum number of statements that look for orphans after a removal of other things. */
    private static final int SWEEPS = 50;

    private static final Duration ORPHAN_AGE = Duration.ofHours(1);

    private final Transactions transactions;
    private final ChunkStatements statements;

    @Inject
    Chunks(Transactions transactions, ChunkStatements statements) {
        this.transactions = transactions;
        this.statements = statements;
    }

    /**
     * Stores a snapshot and lets the run's row refer to it.
     *
     * @param swap writes the row, and gives nothing when it did not
     */
    <T> Optional<T> storing(
            String workflowName, String runId, WorkflowSnapshot snapshot, Function<Body, Optional<T>> swap) {
        String generation = UUID.randomUUID().toString();
        boolean unreferred = true;
        int stored = 0;
        try {
            String text = snapshot.json().text();
            MessageDigest digest = Manifest.digest();
            long bytes = 0;
            List<Chunk> batch = new ArrayList<>(ChunkStatements.PER_STATEMENT);
            for (int from = 0; from < text.length(); ) {
                int to = end(text, from);
                String piece = text.substring(from, to);
                byte[] encoded = piece.getBytes(StandardCharsets.UTF_8);
                digest.update(encoded);
                bytes += encoded.length;
                batch.add(new Chunk(workflowName, runId, generation, stored, piece));
                stored++;
                from = to;
                if (batch.size() == ChunkStatements.PER_STATEMENT || from == text.length()) {
                    Sql insert = statements.insert(batch);
                    transactions.statement(session -> session.update(insert));
                    batch.clear();
                }
            }
            String outline = Outline.of(runId, Body.status(snapshot), generation, Instant.now());
            Manifest manifest =
                    new Manifest(generation, stored, bytes, Manifest.finish(digest), Manifest.hash(outline));
            Optional<T> result = swap.apply(Body.inPieces(snapshot, outline, manifest));
            unreferred = result.isEmpty();
            return result;
        } catch (OutcomeUnknownException e) {
            // the row may refer to them; if it does not, they are orphans
            unreferred = false;
            throw e;
        } finally {
            if (unreferred) {
                // an error does not always tell whether the row was written: the row does
                discard(stored, from -> statements.deleteUnreferred(workflowName, runId, generation, from));
            }
        }
    }

    /** Returns where a chunk ends: it has no more than a number of bytes, and no half of a surrogate pair. */
    private static int end(String text, int from) {
        int bytes = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            int size = c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isHighSurrogate(c) ? 4 : 3;
            if (bytes + size > CHUNK_BYTES) {
                return at;
            }
            bytes += size;
            at += size == 4 ? 2 : 1;
        }
        return at;
    }

    /**
     * Reads a snapshot as the row refers to it, in the same state of the database as the row.
     *
     * @throws CorruptDataException {@code snapshot-incomplete} when a chunk is missing or another one
     */
    String read(Session session, StoredRun row, Manifest manifest) throws SQLException {
        StringBuilder text = new StringBuilder((int) manifest.bytes());
        MessageDigest digest = Manifest.digest();
        int count = 0;
        long bytes = 0;
        while (count < manifest.count()) {
            List<String> pieces = session.query(
                    statements.read(row.workflowName(), row.runId(), manifest.generation(), count),
                    piece -> piece.text("text"));
            for (String piece : pieces) {
                byte[] encoded = piece.getBytes(StandardCharsets.UTF_8);
                digest.update(encoded);
                bytes += encoded.length;
                text.append(piece);
                count++;
            }
            if (pieces.isEmpty()) {
                break;
            }
        }
        if (bytes != manifest.bytes() || !Manifest.finish(digest).equals(manifest.sha256())) {
            throw new CorruptDataException(
                    "snapshot-incomplete",
                    "snapshot chunks are missing or their checksum does not match",
                    Details.of(
                            "table",
                            ChunkColumns.TABLE,
                            "key",
                            StoredRun.key(row.workflowName(), row.runId()),
                            "column",
                            "text"));
        }
        return text.toString();
    }

    /** Removes the chunks of a snapshot, unless the run's row refers to them again. A failure leaves them as orphans. */
    void discard(String workflowName, String runId, Manifest manifest) {
        discard(
                manifest.count(),
                from -> statements.deleteUnreferred(workflowName, runId, manifest.generation(), from));
    }

    private void discard(int count, IntFunction<Sql> removal) {
        for (int from = 0; from < count; from += ChunkStatements.PER_STATEMENT) {
            if (transactions.attempt(removal.apply(from)).isEmpty()) {
                return;
            }
        }
    }

    /** Removes a statement's worth of the orphans of a run. */
    void sweep(String workflowName, String runId) {
        transactions.attempt(statements.deleteOrphans(workflowName, runId, before()));
    }

    /** Removes some of all orphans; more of them are left for the next time. */
    void sweep() {
        Sql removal = statements.deleteOrphans(before());
        int removed = ChunkStatements.PER_STATEMENT;
        for (int i = 0; i < SWEEPS && removed == ChunkStatements.PER_STATEMENT; i++) {
            removed = transactions.attempt(removal).orElse(0);
        }
    }

    private static Instant before() {
        return Instant.now().minus(ORPHAN_AGE);
    }
}
