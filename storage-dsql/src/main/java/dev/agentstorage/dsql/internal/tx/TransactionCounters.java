package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.events.TransactionStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Counters of transactions since the storage was opened. Thread-safe, but several counters are not read atomically. */
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

    /** Returns the number of attempts, including retries. */
    public long attempts() {
        return attempts.sum();
    }

    /** Returns the number of attempts that conflicted with another transaction. */
    public long conflicts() {
        return conflicts.sum();
    }

    /** Returns the number of attempts that lost their connection. */
    public long lostConnections() {
        return lostConnections.sum();
    }

    /** Returns the number of retried attempts. */
    public long retries() {
        return retries.sum();
    }

    /** Returns the number of retries of optional changes, such as the update of a thread after an append. */
    public long optionalRetries() {
        return optionalRetries.sum();
    }

    /** Returns how often work failed with a retryable error because the retries were exhausted. */
    public long giveUps() {
        return giveUps.sum();
    }

    /** Returns the number of attempts with an unknown outcome. */
    public long unknownOutcomes() {
        return unknownOutcomes.sum();
    }

    /** Returns the number of optional changes that failed and were skipped. */
    public long skipped() {
        return skipped.sum();
    }
}
