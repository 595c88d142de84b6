package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.CloneRequest;
import dev.agentstorage.memory.CloneResult;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Copies a thread: reads the source, and creates the copy with its messages in one atomic change. */
final class ThreadCloning {
    private static final String HINT = "limit the messages of the clone";

    private final MemoryContext context;
    private final ThreadOperations threads;
    private final MessageListings listings;

    ThreadCloning(MemoryContext context, ThreadOperations threads, MessageListings listings) {
        this.context = context;
        this.threads = threads;
        this.listings = listings;
    }

    CloneResult clone(CloneRequest request) {
        notNull("request", request);
        context.id("sourceThreadId", request.sourceThreadId());
        context.id("newThreadId", request.newThreadId());
        request.resourceId().ifPresent(id -> context.ownResource("resourceId", id));
        request.title().ifPresent(title -> Inputs.text("title", title));
        Json metadata = Inputs.object("metadata", request.metadata());
        request.messageIds().ifPresent(ids -> ids.forEach(id -> context.id("messageIds", id)));

        ConversationThread source = threads.get(request.sourceThreadId())
                .orElseThrow(() -> new NotFoundException(
                        "clone-source-not-found",
                        "the thread to copy is missing",
                        Map.of("threadId", request.sourceThreadId())));
        List<Message> originals = originals(request);
        ConversationThread target = target(request, source, metadata, originals);
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
                .mapToLong(MessageOperations::size)
                .sum();
        Inputs.batch("bytes", bytes, context.limits().atomicBytes(), HINT);
        ConversationThread created = threads.create(target, copies);
        context.seen(copies);
        return new CloneResult(created, copies, ids);
    }

    /** Returns a new id for each message; those of messages of one time are in ascending order, which they are listed by. */
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
            CloneRequest request, ConversationThread source, Json metadata, List<Message> originals) {
        Instant now = context.now();
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
                Optional.empty());
    }

    /** Returns the messages to copy, oldest first; no more than fit into one change together with the thread. */
    private List<Message> originals(CloneRequest request) {
        MessageQuery query = listings.checked(MessageQuery.builder()
                .threadId(request.sourceThreadId())
                .range(request.range())
                .direction(Direction.DESC)
                .build());
        int most = context.limits().atomicRows() - 1;
        List<Message> originals = new ArrayList<>();
        if (request.messageIds().isEmpty()) {
            int wanted = Math.min(request.messageLimit().orElse(Integer.MAX_VALUE), most + 1);
            originals.addAll(context.backend()
                    .listMessages(query, Window.offset(0, wanted).ofAll()));
        } else {
            for (Message message : listings.get(request.messageIds().get())) {
                if (query.matches(message)) {
                    originals.add(message);
                }
            }
            Collections.reverse(originals);
            int wanted = Math.min(request.messageLimit().orElse(Integer.MAX_VALUE), originals.size());
            originals.subList(wanted, originals.size()).clear();
        }
        Inputs.batch("messages", originals.size(), most, HINT);
        Collections.reverse(originals);
        return originals;
    }
}
