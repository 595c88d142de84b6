/**
 * Helpers for authors of backends and of decorators of backends. All of them are optional; the backends of this project use them. Applications do
 * not need this package.
 *
 * <ul>
 *   <li>{@link dev.agentstorage.spi.support.Refusals}: factory methods for the errors that the contract requires of backends.
 *   <li>{@link dev.agentstorage.spi.support.MemoryChanges} and {@link dev.agentstorage.spi.support.WorkflowChanges}: the effect of writes on
 *       stored entities; {@code NewScore.over}, {@code Span.over} and the {@code apply} methods of patches do the same for the other entities.
 *   <li>{@link dev.agentstorage.spi.support.RowSizes}: the size of a span or score, for {@code Limits.requireRow}.
 *   <li>Filters: {@code matches} of a query evaluates the whole query for one row, and {@code matcher()} returns a predicate for one call that
 *       enforces the bound on comparisons (rule {@code CORE-23}): {@code ThreadQuery.matcher()}, {@code MessageQuery.matcher()}, {@code
 *       ResourceQuery.matcher()}, {@code TraceQuery.matcher()}, {@code AgentQuery.matcher()}; {@code MessageQuery.metadataMatcher()} and {@code
 *       TraceQuery.jsonMatcher()} are the part that a database without JSON operators cannot evaluate. {@link
 *       dev.agentstorage.spi.support.FilteredScan} reads rows until a window is full of matching ones, up to a {@link
 *       dev.agentstorage.spi.support.FilterBound}.
 *   <li>{@link dev.agentstorage.spi.support.KeysetOrder}: the condition, the order and the limit of a {@link dev.agentstorage.spi.Window} in SQL.
 *       {@link dev.agentstorage.value.Instants} converts instants to microseconds and back.
 *   <li>{@link dev.agentstorage.spi.support.StoredRow}: reports unreadable columns as {@code CorruptDataException}.
 *   <li>{@link dev.agentstorage.spi.support.StepSize}: halves bulk steps that the database rejects as too large.
 *   <li>{@link dev.agentstorage.spi.support.Retry}: retries a transaction after a conflict with another writer; {@link
 *       dev.agentstorage.spi.support.Backoff} implements only its waits, and {@link dev.agentstorage.spi.support.StorageLifetime} ends them when
 *       the storage is closed.
 *   <li>{@link dev.agentstorage.spi.support.ForwardingStorageBackend} and one class for each domain interface: they forward all calls, so a
 *       decorator overrides only the methods that it changes.
 * </ul>
 */
@NullMarked
package dev.agentstorage.spi.support;

import org.jspecify.annotations.NullMarked;
