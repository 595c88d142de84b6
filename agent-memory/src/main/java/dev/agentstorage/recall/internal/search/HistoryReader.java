package dev.agentstorage.recall.internal.search;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ToolCall;
import dev.agentstorage.memory.ToolResult;
import dev.agentstorage.recall.request.HistoryOptions;
import dev.agentstorage.recall.request.TokenCounter;
import dev.agentstorage.store.MemoryStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the last messages of a thread as whole turns. One round trip, and one more when the last turn is longer than the window. Thread-safe.
 */
public final class HistoryReader {
    private final MessageTokens tokens;

    /** Counts tokens so. */
    public HistoryReader(TokenCounter counter) {
        this.tokens = new MessageTokens(counter);
    }

    /**
     * Returns the messages, the oldest first.
     *
     * @param warnings hears when the last turn is over the limit of tokens alone
     */
    public List<Message> read(MemoryStore memory, String threadId, HistoryOptions options, Consumer<String> warnings) {
        return options.lastMessages() == 0
                ? List.of()
                : fitting(wholeTurns(memory, threadId, options), options, warnings);
    }

    private static List<Message> wholeTurns(MemoryStore memory, String threadId, HistoryOptions options) {
        int wanted = options.lastMessages();
        // one more shows whether the thread begins in the window
        List<Message> last = memory.lastMessages(threadId, wanted + 1);
        if (last.size() <= wanted) {
            return last;
        }
        List<Message> window = last.subList(1, last.size());
        int start = firstTurn(window);
        if (start < window.size()) {
            return window.subList(start, window.size());
        }
        List<Message> longer =
                options.longestTurn() > last.size() ? memory.lastMessages(threadId, options.longestTurn()) : last;
        int turn = lastTurn(longer);
        return turn >= 0 ? longer.subList(turn, longer.size()) : complete(longer, options.longestTurn());
    }

    private static int firstTurn(List<Message> messages) {
        int i = 0;
        while (i < messages.size() && !beginsTurn(messages.get(i))) {
            i++;
        }
        return i;
    }

    private static int lastTurn(List<Message> messages) {
        int i = messages.size() - 1;
        while (i >= 0 && !beginsTurn(messages.get(i))) {
            i--;
        }
        return i;
    }

    /** Some models take results of tools in messages of the user. */
    private static boolean beginsTurn(Message message) {
        return message.role().equals(Role.USER) && message.toolResults().isEmpty();
    }

    /** Leaves out the first messages until no result of a tool is without its call; the whole thread stays. */
    private static List<Message> complete(List<Message> messages, int longestTurn) {
        if (messages.size() < longestTurn) {
            return messages;
        }
        int start = 0;
        Set<String> calls = new HashSet<>();
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).toolCalls().stream().map(ToolCall::id).forEach(calls::add);
            if (!messages.get(i).toolResults().stream().map(ToolResult::id).allMatch(calls::contains)) {
                start = i + 1;
            }
        }
        return messages.subList(start, messages.size());
    }

    private List<Message> fitting(List<Message> messages, HistoryOptions options, Consumer<String> warnings) {
        if (options.maxTokens().isEmpty() || messages.isEmpty()) {
            return messages;
        }
        long left = options.maxTokens().getAsInt();
        List<List<Message>> turns = turns(messages);
        int from = turns.size();
        while (from > 0 && tokens.of(turns.get(from - 1)) <= left) {
            from--;
            left -= tokens.of(turns.get(from));
        }
        if (from == turns.size()) {
            from--;
            warnings.accept("the last turn alone is over the limit of tokens of the history");
        }
        return turns.subList(from, turns.size()).stream().flatMap(List::stream).toList();
    }

    private static List<List<Message>> turns(List<Message> messages) {
        List<List<Message>> turns = new ArrayList<>();
        for (Message message : messages) {
            if (turns.isEmpty() || beginsTurn(message)) {
                turns.add(new ArrayList<>());
            }
            turns.get(turns.size() - 1).add(message);
        }
        return turns;
    }
}
