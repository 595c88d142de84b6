package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
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
import java.util.function.ToIntFunction;

/** The listings of {@link MemoryStore}: threads, messages and resources, confined to what the view may see. */
final class MemoryListings {
    private static final int PER_PAGE = 100;
    private static final int MESSAGES_PER_PAGE = 40;
    private static final int MAX_INCLUDES = 1000;

    private final MemoryContext context;

    MemoryListings(MemoryContext context) {
        this.context = context;
    }

    Listing<ConversationThread> threads(ThreadQuery query) {
        MemoryCall call = context.call();
        ThreadQuery checked = call.query(query);
        boolean reachable = call.reaches(query.resourceId());
        Cursors cursors = new Cursors(
                checked.order() == ThreadQuery.Order.LAST_MESSAGE_AT
                        ? Cursors.Key.INSTANT_OR_NONE
                        : Cursors.Key.INSTANT,
                1,
                "threads",
                checked.resourceId(),
                checked.metadata(),
                checked.archived(),
                checked.order(),
                checked.direction());
        call.require();
        return new Listing<>(
                cursors,
                PER_PAGE,
                context.access()::backend,
                window -> {
                    ThreadBackend threads = context.access().backend().threads();
                    return reachable ? threads.list(checked, window) : List.of();
                },
                () -> {
                    ThreadBackend threads = context.access().backend().threads();
                    return reachable ? threads.count(checked) : 0;
                },
                thread -> MemoryChanges.position(thread, checked.order()));
    }

    /** Returns those of the messages that exist, each once, by {@code createdAt} and id. */
    List<Message> messages(MemoryCall call, Collection<String> ids) {
        noNulls("ids", ids);
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(ids));
        distinct.forEach(id -> call.id("ids", id));
        call.requireReady();
        int step = call.limits().atomicRows();
        List<Message> found = new ArrayList<>();
        for (int from = 0; from < distinct.size(); from += step) {
            for (Message message :
                    call.backend().messages().get(distinct.subList(from, Math.min(distinct.size(), from + step)))) {
                if (context.scope().admits(message.resourceId())) {
                    found.add(message);
                }
            }
        }
        found.sort(Message.ORDER);
        return context.seen(Collections.unmodifiableList(found));
    }

    Optional<Message> message(MemoryCall call, String id) {
        return messages(call, List.of(call.id("id", id))).stream().findFirst();
    }

    /** Returns the newest messages of a thread, oldest first. */
    List<Message> last(MemoryCall call, String threadId, int count) {
        MessageQuery query = call.query(MessageQuery.builder()
                .threadId(threadId)
                .direction(Direction.DESC)
                .build());
        Checks.positive("count", count);
        List<Message> messages = new ArrayList<>(call.backend().messages().list(query, Window.offset(0, count)));
        Collections.reverse(messages);
        return context.seen(Collections.unmodifiableList(messages));
    }

    Listing<Message> messages(MessageQuery query) {
        MemoryCall call = context.call();
        MessageQuery checked = call.query(query);
        boolean reachable = call.reaches(query.resourceId());
        Cursors cursors = new Cursors(
                Cursors.Key.INSTANT,
                1,
                "messages",
                checked.threadIds().map(Json::of),
                checked.resourceId(),
                checked.range(),
                checked.positions(),
                checked.metadata(),
                checked.direction());
        call.require();
        return new Listing<>(
                cursors,
                MESSAGES_PER_PAGE,
                context.access()::backend,
                window -> {
                    MessageBackend messages = context.access().backend().messages();
                    return reachable ? context.seen(messages.list(checked, window)) : List.of();
                },
                () -> {
                    MessageBackend messages = context.access().backend().messages();
                    return reachable ? messages.count(checked) : 0;
                },
                message -> Position.of(message.createdAt(), message.id()));
    }

    Page<Message> page(MessageQuery query, List<MessageInclude> includes, PageRequest request) {
        MemoryCall call = context.call();
        MessageQuery checked = call.query(query);
        for (MessageInclude include : noNulls("includes", includes)) {
            call.id("includes", include.id());
            call.id("includes", include.threadId());
        }
        call.batch("includes", includes.size(), MAX_INCLUDES, "request fewer messages in one call");
        notNull("request", request);
        call.require();
        if (includes.isEmpty() || !call.reaches(query.resourceId())) {
            return messages(query).page(request);
        }
        MessageBackend messages = call.backend().messages();
        List<Message> included = messages.listIncluded(includes, checked.resourceId());
        Page<Message> page = page(messages, checked, included, request);
        context.seen(page.items());
        return page;
    }

    private static Page<Message> page(
            MessageBackend messages, MessageQuery query, List<Message> included, PageRequest request) {
        boolean counted = request.counted();
        if (request.all()) {
            List<Message> base = messages.list(query, Window.everything());
            return new Page<>(union(query, base, included), total(counted, base.size()), 0, OptionalInt.empty(), false);
        }
        int perPage = request.perPage().orElse(MESSAGES_PER_PAGE);
        OptionalInt echoed = OptionalInt.of(perPage);
        if (perPage == 0) {
            return new Page<>(union(query, List.of(), included), total(counted, 0), request.page(), echoed, false);
        }
        long offset = request.offset(perPage);
        // reading as many extra rows as there are includes shows without a count whether the includes cover all
        // remaining rows
        long covered = included.stream().filter(query.matcher()).count();
        long window = perPage + covered + 1;
        List<Message> rows = messages.list(query, Window.offset(offset, window));
        List<Message> items = union(query, rows.subList(0, Math.min(perPage, rows.size())), included);
        boolean endSeen = rows.size() < window && (offset == 0 || !rows.isEmpty());
        long size = offset + rows.size();
        boolean hasMore = rows.size() > perPage
                && (!endSeen || items.stream().filter(query.matcher()).count() < size);
        OptionalLong total = counted ? total(true, endSeen ? size : messages.count(query)) : total(false, 0);
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

    Listing<Resource> resources(ResourceQuery query) {
        MemoryCall call = context.call();
        ResourceQuery checked = call.query(query);
        Optional<String> only = context.scope().resourceId();
        Cursors cursors =
                new Cursors(Cursors.Key.INSTANT, 1, "resources", only, checked.metadata(), checked.direction());
        call.require();
        if (only.isPresent()) {
            return new Listing<>(
                    cursors,
                    PER_PAGE,
                    context.access()::backend,
                    window -> own(only.get(), checked, window),
                    () -> own(only.get(), checked, Window.everything()).size(),
                    MemoryListings::position);
        }
        return new Listing<>(
                cursors,
                PER_PAGE,
                context.access()::backend,
                window -> context.access().backend().resources().list(checked, window),
                () -> context.access().backend().resources().count(checked),
                MemoryListings::position);
    }

    /** A view lists at most one resource, and does not need a listing of the backend. */
    private List<Resource> own(String id, ResourceQuery query, Window window) {
        return context
                .access()
                .backend()
                .resources()
                .get(id)
                .filter(query::matches)
                .filter(resource -> window.offset() == 0 && isWithin(resource, window, query.direction()))
                .stream()
                .toList();
    }

    private static boolean isWithin(Resource resource, Window window, Direction ofQuery) {
        boolean ascending = window.direction(ofQuery) == Direction.ASC;
        ToIntFunction<Position> order =
                other -> ascending ? position(resource).compareTo(other) : other.compareTo(position(resource));
        return window.after().map(after -> order.applyAsInt(after) > 0).orElse(true)
                && window.until().map(until -> order.applyAsInt(until) <= 0).orElse(true);
    }

    private static Position position(Resource resource) {
        return Position.of(resource.createdAt(), resource.id());
    }
}
