package dev.agentstorage.tck.model;

import static dev.agentstorage.tck.model.Expression.call;
import static dev.agentstorage.tck.model.Expression.construct;
import static dev.agentstorage.tck.model.Expression.field;
import static dev.agentstorage.tck.model.Expression.list;
import static dev.agentstorage.tck.model.Expression.reference;

import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.tck.model.Operation.Call;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Calls of the memory domain, without {@code clear}, and without pruning and listing outside of a view, which would affect the data of other
 * rules; listings have a filter for threads or resources of the sequence. There is at most one clone at a time, because the ids generated for two
 * clones sort differently in each storage.
 */
final class MemoryCalls implements Domain {
    static final List<Expression> RESOURCES = Values.pool("r", "R", "r\u00e9");
    private static final List<Expression> THREADS = Values.pool("t0", "t1", "T1");
    private static final Expression CLONE = new Expression.OwnId("clone");
    private static final List<Expression> MESSAGES =
            Values.pool("m0", "m1", "m2", "M2", "m\u00e9", "m\uffff", "m\ud83d\ude00", "m7");
    private static final Expression MEMORY = Expression.storage().then("memory");
    private static final List<String> INDEXES = List.of("i", "I");

    private final Values values;

    MemoryCalls(Values values) {
        this.values = values;
    }

    /** Returns reads of every thread that can exist. */
    static List<Expression> threads() {
        return allThreads().stream()
                .map(thread -> MEMORY.then("getThread", thread))
                .toList();
    }

    private static List<Expression> allThreads() {
        List<Expression> all = new ArrayList<>(THREADS);
        all.add(CLONE);
        return all;
    }

    @Override
    public List<Expression> state() {
        List<Expression> state = new ArrayList<>(threads());
        state.add(MEMORY.then("listMessages", call(MessageQuery.class, "ofThreads", list(allThreads())))
                .then("toList"));
        for (Expression resource : RESOURCES) {
            state.add(MEMORY.then("getResource", resource));
            state.add(MEMORY.then("listThreads", call(ThreadQuery.class, "ofResource", resource))
                    .then("toList"));
            state.add(pending(MEMORY.then("forResource", resource), INDEXES.get(0), 100));
        }
        return state;
    }

    @Override
    public List<Operation> start() {
        List<Operation> start = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            start.add(new Call(MEMORY.then("createThread", newThread(THREADS.get(i))), false));
        }
        start.add(new Call(MEMORY.then("saveMessages", values.list(5, () -> message(THREADS.get(0)))), true));
        return start;
    }

    @Override
    public Operation next() {
        int kind = values.random().below(100);
        if (kind < 22) {
            return threadWrite();
        }
        if (kind < 60) {
            return messageWrite();
        }
        return kind < 70 ? resourceWrite() : new Call(read(), false);
    }

    private Operation threadWrite() {
        Expression thread = thread();
        Expression memory = memory();
        return switch (values.random().below(11)) {
            case 0, 1, 2 -> new Call(memory.then("createThread", newThread(thread())), false);
            case 3, 4 -> new Call(memory.then("saveThread", newThread(thread())), false);
            case 5 -> new Call(memory.then("saveThread", newThread(thread()), versionOf(thread)), false);
            case 6 -> new Call(memory.then("updateThread", thread, threadPatch()), false);
            case 7 -> new Call(memory.then("updateThread", thread, threadPatch(), versionOf(thread)), false);
            case 8 -> new Call(memory.then("moveThread", thread, resource()), true);
            case 9 -> new Call(memory.then("cloneThread", cloning()), true);
            default ->
                values.chance(50)
                        ? new Call(memory.then("deleteThread", thread), false)
                        : new Call(memory.then("refreshThreads", resource()), true);
        };
    }

    private Operation messageWrite() {
        Expression memory = memory();
        Expression thread = thread();
        return new Call(
                switch (values.random().below(20)) {
                    case 0, 1 -> memory.then("saveMessage", message(thread()));
                    case 2, 3, 4 -> memory.then("saveMessages", values.list(4, () -> message(thread())));
                    case 5, 6 -> memory.then("createMessages", values.list(3, () -> message(thread())));
                    case 7 -> memory.then("createMessage", message(thread()));
                    case 8, 9, 10 ->
                        memory.then("appendAfter", thread, end(thread), values.list(3, () -> message(thread)));
                    case 11 -> memory.then("importMessages", values.list(4, () -> message(thread())));
                    case 12, 13 -> memory.then("updateMessages", values.list(3, this::messagePatch));
                    case 14 -> memory.then("updateMessage", messagePatch());
                    case 15 -> memory.then("deleteMessages", values.ids(MESSAGES, 3));
                    case 16 -> memory.then("rewindTo", thread, position());
                    case 17 -> memory.then("rewindBefore", thread, position());
                    case 18 ->
                        values.chance(50)
                                ? memory.then("deleteMessages", messageQuery(false))
                                : view().then("pruneMessages", values.time(), values.chance(5) ? 0 : 2);
                    default -> memory.then("markIndexed", values.pick(INDEXES), marks());
                },
                true);
    }

    private Operation resourceWrite() {
        Expression memory = memory();
        Expression id = resource();
        return switch (values.random().below(8)) {
            case 0 -> new Call(memory.then("createResource", newResource(id)), false);
            case 1 -> new Call(memory.then("saveResource", newResource(id)), false);
            case 2 -> new Call(memory.then("saveResource", newResource(id), versionOfResource(id)), false);
            case 3, 4 -> new Call(memory.then("updateResource", id, resourcePatch()), false);
            case 5 -> new Call(memory.then("updateResource", id, resourcePatch(), versionOfResource(id)), false);
            case 6 -> new Call(memory.then("deleteResource", id), false);
            default ->
                values.chance(40)
                        ? new Call(memory.then("eraseResource", id), true)
                        : new Call(memory.then("updateResource", id, resourcePatch()), false);
        };
    }

    private Expression read() {
        Expression memory = memory();
        Expression thread = thread();
        return switch (values.random().below(14)) {
            case 0 -> memory.then("getThread", thread);
            case 1, 2 -> values.read(memory.then("listThreads", threadQuery()));
            case 3 -> memory.then("getMessage", message());
            case 4 -> memory.then("getMessages", values.ids(MESSAGES, 4));
            case 5 -> memory.then("lastMessages", thread, values.random().below(4));
            case 6 -> memory.then("lastMessages", values.ids(allThreads(), 4));
            case 7 -> memory.then("lastMessageHeads", values.ids(allThreads(), 4));
            case 8 ->
                memory.then(
                        "unreadCounts",
                        unread(thread),
                        values.chance(5) ? 0 : values.random().between(1, 5));
            case 9, 10 -> values.read(memory.then("listMessages", messageQuery(true)));
            case 11 -> memory.then("listMessages", messageQuery(true), values.list(2, this::include), values.page());
            case 12 -> memory.then("getResource", resource());
            default ->
                values.chance(50)
                        ? pending(view(), values.pick(INDEXES), values.chance(5) ? 0 : 100)
                        : view().then("listMessages", field(MessageQuery.class, "ALL"))
                                .then("toList");
        };
    }

    /** The domain, or the view of a resource. */
    private Expression memory() {
        return values.chance(75) ? MEMORY : view();
    }

    private Expression view() {
        return MEMORY.then("forResource", resource());
    }

    private Expression resource() {
        return values.id(RESOURCES);
    }

    private Expression thread() {
        return values.chance(12) ? CLONE : values.id(THREADS);
    }

    private Expression message() {
        return values.id(MESSAGES);
    }

    private static Expression pending(Expression view, String index, int limit) {
        return view.then("pendingMessages", index, limit)
                .then("stream")
                .then("sorted", field(Message.class, "ORDER"))
                .then("toList");
    }

    private Expression versionOf(Expression thread) {
        return values.version(MEMORY.then("getThread", thread), ConversationThread.class);
    }

    private Expression versionOfResource(Expression id) {
        return values.version(MEMORY.then("getResource", id), Resource.class);
    }

    private Expression versionOfMessage(Expression id) {
        return values.version(MEMORY.then("getMessage", id), Message.class);
    }

    private Expression newThread(Expression id) {
        Expression thread = call(ConversationThread.class, "builder", resource())
                .then("id", id)
                .then("createdAt", values.time())
                .then("updatedAt", values.time());
        thread = values.chance(60) ? thread.then("title", values.text()) : thread;
        thread = values.chance(60) ? thread.then("metadata", values.metadata()) : thread;
        thread = values.chance(20) ? thread.then("archivedAt", values.time()) : thread;
        thread = values.chance(20) ? thread.then("lastMessageAt", values.time()) : thread;
        return thread.then("build");
    }

    private Expression threadPatch() {
        Expression patch = call(ThreadPatch.class, "builder");
        patch = values.chance(40) ? patch.then("title", values.text()) : patch;
        patch = values.chance(10) ? patch.then("clearTitle") : patch;
        patch = values.chance(50) ? patch.then("metadata", values.metadata()) : patch;
        patch = values.chance(10) ? patch.then("clearMetadata") : patch;
        patch = values.chance(20) ? patch.then("archivedAt", values.time()) : patch;
        patch = values.chance(10) ? patch.then("clearArchivedAt") : patch;
        return patch.then("build");
    }

    private Expression threadQuery() {
        Expression query = call(ThreadQuery.class, "builder").then("resourceId", resource());
        query = values.chance(30) ? query.then("metadata", values.filter()) : query;
        query = values.chance(30) ? query.then("archived", values.chance(50)) : query;
        query = values.chance(60) ? query.then("order", values.pick(List.of(ThreadQuery.Order.values()))) : query;
        query = values.chance(60) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }

    private Expression cloning() {
        Expression clone = call(CloneRequest.class, "builder", thread()).then("newThreadId", CLONE);
        clone = values.chance(30) ? clone.then("resourceId", resource()) : clone;
        clone = values.chance(30) ? clone.then("title", values.text()) : clone;
        clone = values.chance(30) ? clone.then("metadata", values.metadata()) : clone;
        clone = values.chance(30) ? clone.then("messageLimit", values.random().between(0, 3)) : clone;
        clone = values.chance(30) ? clone.then("range", values.range()) : clone;
        clone = values.chance(30)
                ? clone.then("messageIds", call(Set.class, "copyOf", values.ids(MESSAGES, 4)))
                : clone;
        return clone.then("build");
    }

    private Expression message(Expression thread) {
        Expression message = call(NewMessage.class, "builder", thread)
                .then("id", message())
                .then("role", role())
                .then("content", content());
        message = values.chance(30) ? message.then("resourceId", resource()) : message;
        message = values.chance(10) ? message.then("type", "odd type") : message;
        message = values.chance(60) ? message.then("createdAt", values.time()) : message;
        return message.then("build");
    }

    private Expression role() {
        return values.chance(80)
                ? field(Role.class, values.pick(List.of("USER", "ASSISTANT", "TOOL")))
                : call(Role.class, "of", "narrator");
    }

    private Expression content() {
        return values.chance(40)
                ? values.any()
                : Values.json("{\"format\":2,\"parts\":[],\"metadata\":" + metadata() + "}");
    }

    private String metadata() {
        return ((Json) ((Expression.Literal) values.object()).value()).text();
    }

    private Expression messagePatch() {
        Expression id = message();
        Expression patch = call(MessagePatch.class, "builder", id);
        patch = values.chance(30) ? patch.then("threadId", thread()) : patch;
        patch = values.chance(15) ? patch.then("resourceId", resource()) : patch;
        patch = values.chance(30) ? patch.then("role", role()) : patch;
        patch = values.chance(20) ? patch.then("type", "other") : patch;
        patch = values.chance(50) ? patch.then("content", values.chance(50) ? values.object() : content()) : patch;
        patch = values.chance(20) ? patch.then("expected", versionOfMessage(id)) : patch;
        return patch.then("build");
    }

    private Expression end(Expression thread) {
        if (values.chance(15)) {
            return values.optional(position(), 50);
        }
        return MEMORY.then("lastMessages", thread, 1)
                .then("stream")
                .then("findFirst")
                .then("map", reference(MessagePosition.class, "of"));
    }

    private Expression position() {
        return construct(MessagePosition.class, values.time(), message());
    }

    private Expression messageQuery(boolean filtered) {
        Expression query = call(MessageQuery.class, "builder");
        query = values.chance(60)
                ? query.then("threadIds", values.ids(allThreads(), 3))
                : query.then("resourceId", resource());
        query = values.chance(20) ? query.then("resourceId", resource()) : query;
        query = values.chance(30) ? query.then("range", values.range()) : query;
        query = values.chance(25) ? query.then("positions", positions()) : query;
        query = values.chance(filtered ? 20 : 3) ? query.then("metadata", values.filter()) : query;
        query = values.chance(40) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }

    private Expression positions() {
        return switch (values.random().below(5)) {
            case 0 -> call(MessageRange.class, "from", position());
            case 1 -> call(MessageRange.class, "after", position());
            case 2 -> call(MessageRange.class, "until", position());
            case 3 -> call(MessageRange.class, "before", position());
            default -> call(MessageRange.class, "between", position(), position());
        };
    }

    private Expression unread(Expression thread) {
        Expression place = values.optional(position(), 70);
        return new Expression.Entries(List.of(thread), List.of(place));
    }

    private Expression include() {
        Expression include = call(MessageInclude.class, "builder", message())
                .then("before", values.random().below(3))
                .then("after", values.random().below(3));
        include = values.chance(30) ? include.then("threadId", thread()) : include;
        return include.then("build");
    }

    private Expression marks() {
        List<Expression> ids = new ArrayList<>();
        List<Expression> versions = new ArrayList<>();
        Expression id = message();
        ids.add(id);
        versions.add(versionOfMessage(id));
        return new Expression.Entries(ids, versions);
    }

    private Expression newResource(Expression id) {
        Expression resource = call(Resource.class, "builder", id)
                .then("createdAt", values.time())
                .then("updatedAt", values.time());
        resource = values.chance(50) ? resource.then("workingMemory", values.text()) : resource;
        resource = values.chance(50) ? resource.then("metadata", values.metadata()) : resource;
        return resource.then("build");
    }

    private Expression resourcePatch() {
        Expression patch = call(ResourcePatch.class, "builder");
        patch = values.chance(40) ? patch.then("workingMemory", values.text()) : patch;
        patch = values.chance(10) ? patch.then("clearWorkingMemory") : patch;
        patch = values.chance(50) ? patch.then("metadata", values.metadata()) : patch;
        patch = values.chance(10) ? patch.then("clearMetadata") : patch;
        return patch.then("build");
    }
}
