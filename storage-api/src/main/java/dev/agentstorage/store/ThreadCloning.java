package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Clones threads: reads the source and returns the copy to store. */
final class ThreadCloning {
    private static final String HINT = "limit the messages of the clone";

    private final MemoryContext context;
    private final MemoryListings listings;

    ThreadCloning(MemoryContext context, MemoryListings listings) {
        this.context = context;
        this.listings = listings;
    }

    /** Returns the copy, which fits into one atomic change. */
    CloneResult copy(MemoryCall call, CloneRequest request) {
        notNull("request", request);
        call.id("sourceThreadId", request.sourceThreadId());
        call.id("newThreadId", request.newThreadId());
        request.resourceId().ifPresent(id -> call.ownResource("resourceId", id));
        request.title().ifPresent(call::title);
        Json metadata = call.metadataPatch(request.metadata());
        request.messageIds().ifPresent(ids -> ids.forEach(id -> call.id("messageIds", id)));

        ConversationThread source = context.thread(call, request.sourceThreadId())
                .orElseThrow(() -> Refusals.cloneSourceNotFound(request.sourceThreadId()));
        List<Message> originals = originals(call, request);
        ConversationThread target = target(call, request, source, metadata, originals);
        List<Message> copies = new ArrayList<>(originals.size());
        Map<String, String> ids = new LinkedHashMap<>();
        List<String> fresh = freshIds(originals);
        for (Message original : originals) {
            String id = fresh.get(copies.size());
            ids.put(original.id(), id);
            copies.add(new Message(
                    id,
                    target.id(),
                    target.resourceId(),
                    original.role(),
                    original.type(),
                    original.content(),
                    original.createdAt()));
        }
        long bytes = copies.stream()
                .map(Message::toNew)
                .mapToLong(MessageBatch::size)
                .sum();
        call.batch("bytes", bytes, call.limits().atomicBytes(), HINT);
        return new CloneResult(target, copies, ids);
    }

    /** Returns a new id for each message; ids of messages with equal times are ascending, which keeps their order. */
    private static List<String> freshIds(List<Message> originals) {
        List<String> ids = new ArrayList<>(originals.size());
        int begin = 0;
        for (int i = 0; i < originals.size(); i++) {
            if (!originals.get(i).createdAt().equals(originals.get(begin).createdAt())) {
                Collections.sort(ids.subList(begin, i));
                begin = i;
            }
            ids.add(UUID.randomUUID().toString());
        }
        Collections.sort(ids.subList(begin, ids.size()));
        return ids;
    }

    private ConversationThread target(
            MemoryCall call, CloneRequest request, ConversationThread source, Json metadata, List<Message> originals) {
        Instant now = call.now();
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("sourceThreadId", source.id());
        origin.put("clonedAt", now.toString());
        if (!originals.isEmpty()) {
            origin.put("lastMessageId", originals.get(originals.size() - 1).id());
        }
        String title = source.title().isEmpty() ? "" : "Clone of " + source.title();
        return new ConversationThread(
                request.newThreadId().orElseGet(() -> UUID.randomUUID().toString()),
                request.resourceId().orElse(source.resourceId()),
                request.title().orElse(title),
                metadata.with("clone", Json.of(origin)),
                now,
                now,
                Optional.empty(),
                originals.stream().map(Message::createdAt).max(Comparator.naturalOrder()));
    }

    /** Returns the messages to copy, oldest first; at most as many as fit into one atomic change with the thread. */
    private List<Message> originals(MemoryCall call, CloneRequest request) {
        MessageQuery query = call.query(MessageQuery.builder()
                .threadId(request.sourceThreadId())
                .range(request.range())
                .direction(Direction.DESC)
                .build());
        int most = call.limits().atomicRows() - 1;
        List<Message> originals = new ArrayList<>();
        if (request.messageIds().isEmpty()) {
            int wanted = Math.min(request.messageLimit().orElse(Integer.MAX_VALUE), most + 1);
            originals.addAll(call.backend()
                    .messages()
                    .list(query, Window.offset(0, wanted).ofAll()));
        } else {
            for (Message message : listings.messages(call, request.messageIds().get())) {
                if (query.matches(message)) {
                    originals.add(message);
                }
            }
            Collections.reverse(originals);
            int wanted = Math.min(request.messageLimit().orElse(Integer.MAX_VALUE), originals.size());
            originals.subList(wanted, originals.size()).clear();
        }
        call.batch("messages", originals.size(), most, HINT);
        Collections.reverse(originals);
        return originals;
    }
}
