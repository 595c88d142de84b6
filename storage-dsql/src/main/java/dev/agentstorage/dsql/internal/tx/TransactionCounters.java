package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.events.TransactionStatistics;
import java.util.concurrent.atomic.LongAdder;

/** What happened to transactions since the storage was opened. Thread-safe; the numbers are read one by one, not as a snapshot. */
public final class TransactionCounters {
    final LongAdder attempts = new LongAdder();
    final LongAdder conflicts = new LongAdder();
    final LongAdder lostConnections = new LongAdder();
    final LongAdder failedConnects = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder optionalRetries = new LongAdder();
    final LongAdder giveUps = new LongAdder();
    final LongAdder unknownOutcomes = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder corruptRows = new LongAdder();

    /** Returns a copy for the application. */
    public TransactionStatistics statistics() {
        return new TransactionStatistics(
                attempts.sum(),
                conflicts.sum(),
                lostConnections.sum(),
                failedConnects.sum(),
                retries.sum(),
                optionalRetries.sum(),
                giveUps.sum(),
                unknownOutcomes.sum(),
                skipped.sum(),
                corruptRows.sum());
    }

    /** Returns how often work was begun, first attempts and repeated ones. */
    public long attempts() {
        return attempts.sum();
    }

    /** Returns how many attempts lost against another transaction. */
    public long conflicts() {
        return conflicts.sum();
    }

    /** Returns how many attempts lost their connection. */
    public long lostConnections() {
        return lostConnections.sum();
    }

    /** Returns how many attempts were repeated. */
    public long retries() {
        return retries.sum();
    }

    /** Returns how many attempts of optional changes, such as the bump of a thread after an append, were repeated. */
    public long optionalRetries() {
        return optionalRetries.sum();
    }

    /** Returns how much work ended in an error although another attempt might have helped. */
    public long giveUps() {
        return giveUps.sum();
    }

    /** Returns how many attempts may have been committed although their answer was lost. */
    public long unknownOutcomes() {
        return unknownOutcomes.sum();
    }

    /** Returns how many optional changes were left out because they failed. */
    public long skipped() {
        return skipped.sum();
    }
}
