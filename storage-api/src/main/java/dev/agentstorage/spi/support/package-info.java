/**
 * What the authors of backends, and of decorators of backends, need besides the interfaces of {@code dev.agentstorage.spi}. A backend may
 * use any part of it and need not use all; those of this project do. Nothing here is needed to call a storage.
 *
 * <ul>
 *   <li>{@link dev.agentstorage.spi.support.Refusals}: the errors of the contract that backends make, one factory for each.
 *   <li>{@link dev.agentstorage.spi.support.MemoryChanges} and {@link dev.agentstorage.spi.support.WorkflowChanges}: what the writes do to
 *       what is stored; {@code NewScore.over}, {@code Span.over} and the {@code apply} of a patch are the same for what else is saved or
 *       patched.
 *   <li>{@link dev.agentstorage.spi.support.RowSizes}: how large a span or score is, for {@code Limits.requireRow}.
 *   <li>Filters: {@code matches} of a query says what all of it means for one row, and {@code matcher()} makes a predicate for one call that
 *       keeps the bound on comparisons (rule {@code CORE-23}): {@code ThreadQuery.matcher()}, {@code MessageQuery.matcher()}, {@code
 *       ResourceQuery.matcher()}, {@code TraceQuery.matcher()}, {@code AgentQuery.matcher()}; {@code MessageQuery.metadataMatcher()} and {@code
 *       TraceQuery.jsonMatcher()} are the part that a database without operators on JSON cannot judge. {@link
 *       dev.agentstorage.spi.support.FilteredScan} reads until a window is full of rows that pass, up to a {@link
 *       dev.agentstorage.spi.support.FilterBound}.
 *   <li>{@link dev.agentstorage.spi.support.KeysetOrder}: the condition, the order and the limit of a {@link dev.agentstorage.spi.Window} in
 *       SQL. {@link dev.agentstorage.value.Instants} turns instants into microseconds and back.
 *   <li>{@link dev.agentstorage.spi.support.StoredRow}: columns that cannot be read are {@code CorruptDataException}.
 *   <li>{@link dev.agentstorage.spi.support.StepSize}: bulk steps that are halved when the database finds them too large.
 *   <li>{@link dev.agentstorage.spi.support.Retry}: retries a transaction after a conflict with another writer; {@link
 *       dev.agentstorage.spi.support.Backoff} are its waits alone, and {@link dev.agentstorage.spi.support.StorageLifetime} ends them when
 *       the storage is closed.
 *   <li>{@link dev.agentstorage.spi.support.ForwardingStorageBackend} and one for each interface of a domain: they do what the backend
 *       behind them does, so that a decorator overrides only what it changes.
 * </ul>
 */
@NullMarked
package dev.agentstorage.spi.support;

import org.jspecify.annotations.NullMarked;
