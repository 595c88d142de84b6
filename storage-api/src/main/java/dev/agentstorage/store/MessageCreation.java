package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.noNulls;
import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.error.AlreadyExistsException;
import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.MessageRange;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.support.MemoryChanges;
import dev.agentstorage.spi.support.Refusals;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Stores messages that must be new, anywhere or at the end of a conversation. Thread-safe. */
final class MessageCreation {
    private static final String SEVERAL_CALLS = "create fewer messages in one call";

    private final MemoryContext context;

    MessageCreation(MemoryContext context) {
        this.context = context;
    }

    List<Message> create(MemoryCall call, List<NewMessage> messages) {
        MessageBatch batch = batch(call, messages);
        if (batch.messages().isEmpty()) {
            call.requireReady();
            return List.of();
        }
        Instant now = call.now();
        List<Message> stored = call.backend()
                .messages()
                .create(context.scope(), context.times().stamp(batch.messages(), now), now);
        context.times().seen(stored, now);
        return stored;
    }

    private MessageBatch batch(MemoryCall call, List<NewMessage> messages) {
        MessageBatch batch = new MessageBatch(context.spacing()::apply);
        Set<String> ids = new HashSet<>();
        for (NewMessage message : noNulls("messages", messages)) {
            batch.add(call.message(message));
            if (!ids.add(message.id())) {
                throw Refusals.messageRepeated(message.id());
            }
        }
        call.rows("messages", batch.rows(), SEVERAL_CALLS);
        call.bytes("bytes", batch.rowBytes(), SEVERAL_CALLS);
        return batch;
    }

    List<Message> appendAfter(
            MemoryCall call, String threadId, Optional<MessagePosition> expected, List<NewMessage> messages) {
        call.id("threadId", threadId);
        notNull("expected", expected).ifPresent(place -> call.position("expected", place));
        List<NewMessage> given = batch(call, messages).messages();
        for (NewMessage message : given) {
            if (!message.threadId().equals(threadId)) {
                throw new InvalidRequestException(
                        "message-of-another-thread",
                        "the message belongs to another thread",
                        Details.of("messageId", message.id(), "threadId", message.threadId()));
            }
        }
        Instant now = call.now();
        List<NewMessage> stamped = stamped(given, expected, now);
        if (stamped.isEmpty()) {
            call.requireReady();
            return List.of();
        }
        List<Message> stored;
        try {
            stored = call.backend().messages().appendAfter(context.scope(), threadId, expected, stamped, now);
        } catch (AlreadyExistsException | ConflictException e) {
            stored = appendedBefore(call, threadId, expected, given, e);
        }
        return context.seen(stored);
    }

    /** Assigns a time to each message without one: the time of the call, or the first one after the previous message. */
    private static List<NewMessage> stamped(
            List<NewMessage> messages, Optional<MessagePosition> expected, Instant now) {
        List<NewMessage> stamped = new ArrayList<>(messages.size());
        Optional<MessagePosition> before = expected;
        for (NewMessage message : messages) {
            Instant next = before.map(place -> place.createdAt().plus(1, ChronoUnit.MICROS))
                    .filter(now::isBefore)
                    .orElse(now);
            Instant time = Checks.instant("createdAt", message.createdAt().orElse(next));
            MessagePosition place = new MessagePosition(time, message.id());
            if (before.isPresent() && place.compareTo(before.get()) <= 0) {
                throw new InvalidRequestException(
                        "message-not-last",
                        "the createdAt of an appended message must sort after the message before it",
                        Details.of("messageId", message.id(), "value", time));
            }
            stamped.add(message.toBuilder().createdAt(time).build());
            before = Optional.of(place);
        }
        return stamped;
    }

    /** Returns the messages if an earlier call stored them after the expected end; otherwise throws the conflict. */
    private List<Message> appendedBefore(
            MemoryCall call,
            String threadId,
            Optional<MessagePosition> expected,
            List<NewMessage> given,
            StorageException refusal) {
        MessageQuery after = call.query(MessageQuery.builder()
                .threadId(threadId)
                .positions(expected.map(MessageRange::after).orElse(MessageRange.ALL))
                .build());
        List<Message> stored = call.backend().messages().list(after, Window.offset(0, given.size()));
        boolean same = stored.size() == given.size();
        for (int i = 0; same && i < given.size(); i++) {
            same = isStored(given.get(i), stored.get(i));
        }
        if (!same) {
            throw refusal;
        }
        return stored;
    }

    private static boolean isStored(NewMessage given, Message stored) {
        return stored.equals(MemoryChanges.stored(
                given, stored.resourceId(), given.createdAt().orElse(stored.createdAt())));
    }
}
