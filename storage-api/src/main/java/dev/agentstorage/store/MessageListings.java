package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.MemoryBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The operations of {@link MemoryStore} that read messages. */
final class MessageListings {
    private static final int PER_PAGE = 40;
    private static final int MAX_INCLUDES = 1000;
    private static final int MAX_THREADS = 1000;

    private final MemoryContext context;

    MessageListings(MemoryContext context) {
        this.context = context;
    }

    List<Message> get(Collection<String> ids) {
        noNulls("ids", ids);
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(ids));
        distinct.forEach(id -> context.id("ids", id));
        context.requireReady();
        int step = context.limits().atomicRows();
        List<Message> found = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += step) {
            for (Message message :
                    context.backend().getMessages(distinct.subList(from, Math.min(distinct.size(), from + step)))) {
                if (context.scope().admits(message.resourceId())) {
                    found.add(message);
                }
            }
        }
        found.sort(Message.ORDER);
        return seen(Collections.unmodifiableList(found));
    }

    List<Message> last(String threadId, int count) {
        MessageQuery query = checked(MessageQuery.builder()
                .threadId(threadId)
                .direction(Direction.DESC)
                .build());
        Checks.positive("count", count);
        List<Message> newestFirst = context.backend().listMessages(query, Window.offset(0, count));
        List<Message> messages = new ArrayList<>(newestFirst);
        Collections.reverse(messages);
        return seen(Collections.unmodifiableList(messages));
    }

    Listing<Message> list(MessageQuery query) {
        MessageQuery checked = checked(query);
        boolean reachable = context.reaches(query.resourceId());
        Cursors cursors = new Cursors(
                Cursors.Key.INSTANT,
                1,
                "messages",
                checked.threadIds().map(Json::of),
                checked.resourceId(),
                checked.range(),
                checked.metadata(),
                checked.direction());
        return new Listing<>(
                cursors,
                PER_PAGE,
                context::backend,
                window -> {
                    MemoryBackend backend = context.backend();
                    return reachable ? seen(backend.listMessages(checked, window)) : List.of();
                },
                () -> {
                    MemoryBackend backend = context.backend();
                    return reachable ? backend.countMessages(checked) : 0;
                },
                message -> Position.of(message.createdAt(), message.id()));
    }

    Page<Message> page(MessageQuery query, List<MessageInclude> includes, PageRequest request) {
        MessageQuery checked = checked(query);
        for (MessageInclude include : noNulls("includes", includes)) {
            context.id("includes", include.id());
            context.id("includes", include.threadId());
        }
        Inputs.batch("includes", includes.size(), MAX_INCLUDES, "ask for fewer messages in one call");
        notNull("request", request);
        if (includes.isEmpty() || !context.reaches(query.resourceId())) {
            return list(query).page(request);
        }
        MemoryBackend backend = context.backend();
        List<Message> included = backend.listIncluded(includes, checked.resourceId());
        Page<Message> page = page(backend, checked, included, request);
        seen(page.items());
        return page;
    }

    private static Page<Message> page(
            MemoryBackend backend, MessageQuery query, List<Message> included, PageRequest request) {
        boolean counted = request.counted();
        if (request.all()) {
            List<Message> base = backend.listMessages(query, Window.everything());
            return new Page<>(union(query, base, included), total(counted, base.size()), 0, OptionalInt.empty(), false);
        }
        int perPage = request.perPage().orElse(PER_PAGE);
        OptionalInt echoed = OptionalInt.of(perPage);
        if (perPage == 0) {
            return new Page<>(union(query, List.of(), included), total(counted, 0), request.page(), echoed, false);
        }
        long offset = request.offset(perPage);
        // reading as many rows more as the includes could cover tells without a count whether they cover all that is
        // left
        long covered = included.stream().filter(query.matcher()).count();
        long window = perPage + covered + 1;
        List<Message> rows = backend.listMessages(query, Window.offset(offset, window));
        List<Message> items = union(query, rows.subList(0, Math.min(perPage, rows.size())), included);
        boolean endSeen = rows.size() < window && (offset == 0 || !rows.isEmpty());
        long size = offset + rows.size();
        boolean hasMore = rows.size() > perPage
                && (!endSeen || items.stream().filter(query.matcher()).count() < size);
        OptionalLong total = counted ? total(true, endSeen ? size : backend.countMessages(query)) : total(false, 0);
        return new Page<>(items, total, request.page(), echoed, hasMore);
    }

    private static OptionalLong total(boolean counted, long total) {
        return counted ? OptionalLong.of(total) : OptionalLong.empty();
    }

    private static List<Message> union(MessageQuery query, List<Message> base, List<Message> included) {
        Map<String, Message> union = new LinkedHashMap<>();
        base.forEach(message -> union.put(message.id(), message));
        included.forEach(message -> union.putIfAbsent(message.id(), message));
        List<Message> sorted = new ArrayList<>(union.values());
        sorted.sort(query.direction() == Direction.ASC ? Message.ORDER : Message.ORDER.reversed());
        return sorted;
    }

    /** Checks a query and confines it; one for a resource out of reach stays as it is, and must not be asked. */
    MessageQuery checked(MessageQuery query) {
        notNull("query", query);
        query.threadIds().ifPresent(ids -> ids.forEach(id -> context.id("threadIds", id)));
        Optional<List<String>> threadIds =
                query.threadIds().map(ids -> ids.stream().distinct().toList());
        int threads = threadIds.map(List::size).orElse(0);
        Inputs.batch("threadIds", threads, MAX_THREADS, "ask for fewer threads in one call");
        Optional<String> resourceId = context.id("resourceId", query.resourceId());
        return new MessageQuery(
                threadIds,
                resourceId.or(() -> context.scope().resourceId()),
                query.range(),
                Inputs.filter("metadata", query.metadata()),
                query.direction());
    }

    private List<Message> seen(List<Message> messages) {
        context.seen(messages);
        return messages;
    }
}
