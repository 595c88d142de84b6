package dev.agentstorage.examples;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePosition;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import java.util.List;
import java.util.Optional;

/** A turn that is stored only if no other turn of the conversation was stored meanwhile, for docs/EXAMPLES.md. */
public final class OneTurn {
    private OneTurn() {}

    /** Returns the place of the last message of a conversation. */
    public static Optional<MessagePosition> end(MemoryStore memory, String threadId) {
        return memory.lastMessages(threadId, 1).stream().map(Message::position).findFirst();
    }

    /**
     * Stores a question and its answer.
     *
     * @return whether the conversation still ended where the caller had seen its end
     */
    public static boolean store(
            MemoryStore memory, String threadId, Optional<MessagePosition> end, String question, String answer) {
        // spotless:off
        // TURN begin
        List<NewMessage> turn = List.of(NewMessage.user(threadId, question), NewMessage.assistant(threadId, answer));
        try {
            memory.appendAfter(threadId, end, turn);
            return true;
        } catch (ConflictException e) {
            return false; // another turn was faster: e.stored(Message.class) is its last message
        }
        // TURN end
        // spotless:on
    }
}
