package dev.agentstorage.dsql.events;

/**
 * Counters since the storage was opened: a copy, taken by {@code storage.unwrap(TransactionStatistics.class)}. The numbers are
 * read one after the other while others may work on.
 *
 * @param attempts how often work was begun, first attempts and repeated ones
 * @param conflicts attempts that lost against another transaction or met a changed schema
 * @param lostConnections attempts that lost their connection
 * @param failedConnects attempts that got no connection
 * @param retries attempts that were repetitions
 * @param optionalRetries repetitions of optional changes, such as the bump of a thread after an append
 * @param giveUps calls that ended in an error although another attempt might have helped
 * @param unknownOutcomes attempts that may have been committed although their answer was lost
 * @param skipped optional changes that were left out because they failed
 * @param corruptRows rows that were left out of listings
 */
public record TransactionStatistics(
        long attempts,
        long conflicts,
        long lostConnections,
        long failedConnects,
        long retries,
        long optionalRetries,
        long giveUps,
        long unknownOutcomes,
        long skipped,
        long corruptRows) {}
