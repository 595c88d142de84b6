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
 * Stores snapshots in chunks. The chunks of a new snapshot are stored under a new generation, in several transactions. They take effect
 * when the run's row refers to that generation. Chunks that no row refers to, in its column or in its text, are removed: immediately by the
 * call that replaced them, or by any call after an hour, when no upload can still be in progress. Thread-safe.
 */
@Singleton
final class Chunks {
    /** Maximum size of a chunk. Eight chunks with their overhead are below 8 MiB. */
    static final int CHUNK_BYTES = 1_000_000;

    /** Maximum number of statements that remove orphans after another removal. */
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
     * Stores the chunks of a snapshot, and then writes the run's row, which refers to them.
     *
     * @param swap writes the row; returns empty if it was not written
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
            // the row may refer to the chunks; otherwise they are orphans
            unreferred = false;
            throw e;
        } finally {
            if (unreferred) {
                // after an error it may be unknown whether the row was written, so the statement checks the row
                discard(stored, from -> statements.deleteUnreferred(workflowName, runId, generation, from));
            }
        }
    }

    /** Returns the end of a chunk: at most {@link #CHUNK_BYTES}, without splitting a surrogate pair. */
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
     * Reads the snapshot that a row refers to. Must run with the same database snapshot as the read of the row.
     *
     * @throws CorruptDataException {@code snapshot-incomplete} if a chunk is missing or different
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

    /** Removes orphans of a run, with one statement. */
    void sweep(String workflowName, String runId) {
        transactions.attempt(statements.deleteOrphans(workflowName, runId, before()));
    }

    /** Removes a limited number of orphans of any run; the others are left for the next call. */
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
