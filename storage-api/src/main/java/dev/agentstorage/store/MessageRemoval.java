package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Removes messages in bounded steps. */
final class MessageRemoval {
    private final MemoryContext context;

    MessageRemoval(MemoryContext context) {
        this.context = context;
    }

    BulkResult delete(MemoryCall call, Collection<String> ids) {
        noNulls("ids", ids);
        Set<String> left = new LinkedHashSet<>(ids);
        left.forEach(id -> call.id("ids", id));
        List<String> distinct = List.copyOf(left);
        call.requireReady();
        int step = call.limits().atomicRows();
        for (int from = 0; from < distinct.size(); from += step) {
            List<String> chunk = distinct.subList(from, Math.min(distinct.size(), from + step));
            call.backend().messages().delete(context.scope(), chunk, call.now()).forEach(left::remove);
        }
        return new BulkResult(distinct.size() - (long) left.size(), true, List.copyOf(left));
    }

    /** Removes the messages of a thread in a range, newest first. */
    BulkResult rewind(MemoryCall call, String threadId, MessageRange removed, BulkListener listener) {
        notNull("listener", listener);
        MessageQuery query = call.query(MessageQuery.builder()
                .threadId(notNull("threadId", threadId))
                .positions(removed)
                .direction(Direction.DESC)
                .build());
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().messages().delete(query, Optional.of(call.now()), limit), listener);
    }

    BulkResult delete(MemoryCall call, MessageQuery query, BulkListener listener) {
        notNull("query", query);
        notNull("listener", listener);
        if (query.metadata().isPresent()) {
            throw new InvalidRequestException(
                    "metadata-filter-refused", "messages cannot be deleted by a metadata filter", Map.of());
        }
        if (query.threadIds().isEmpty()
                && query.resourceId().isEmpty()
                && query.range().equals(TimeRange.ALL)
                && query.positions().equals(MessageRange.ALL)) {
            throw new InvalidRequestException(
                    "query-unbounded", "name a thread, a resource or a range to delete", Map.of());
        }
        MessageQuery checked =
                call.query(query).toBuilder().direction(Direction.ASC).build();
        if (!call.reaches(query.resourceId())) {
            call.requireReady();
            return new BulkResult(0, true);
        }
        int limit = call.limits().atomicRows();
        return Bulk.run(() -> call.backend().messages().delete(checked, Optional.of(call.now()), limit), listener);
    }

    BulkResult prune(MemoryCall call, Instant olderThan, int limit) {
        Instant end = Checks.instant("olderThan", olderThan);
        Checks.positive("limit", limit);
        MessageQuery old = call.query(
                MessageQuery.builder().range(TimeRange.until(end).withoutEnd()).build());
        // no time: retention is not activity in a conversation
        return Prune.run(
                limit,
                call.limits().atomicRows(),
                rows -> call.backend().messages().delete(old, Optional.empty(), rows));
    }
}
