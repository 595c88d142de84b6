package dev.agentstorage.dsql.events;

import java.time.Duration;

/**
 * Something that happened to an attempt of a transaction. It holds no statement and no value.
 *
 * @param attempt the number of the attempt, from 1
 * @param sqlState the SQLSTATE of the failure; empty when the server did not name one
 * @param outcomeUnknown whether this or an earlier attempt may have been committed although its answer was lost
 * @param elapsed the time since the first attempt began, to the nanosecond
 */
public record TransactionEvent(int attempt, String sqlState, boolean outcomeUnknown, Duration elapsed) {}
