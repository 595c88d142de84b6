package dev.agentstorage.recall.internal.search;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ToolCall;
import dev.agentstorage.memory.ToolResult;
import dev.agentstorage.recall.request.HistoryOptions;
import dev.agentstorage.recall.request.TokenCounter;
import dev.agentstorage.store.MemoryStore;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the last messages of a thread as whole turns, in one round trip, or two when the last turn is longer than the window. Thread-safe.
 */
public final class HistoryReader {
    private final MessageTokens tokens;

    /** Counts tokens with this counter. */
    public HistoryReader(TokenCounter counter) {
        this.tokens = new MessageTokens(counter);
    }

    /**
     * Returns the messages, oldest first.
     *
     * @param warnings is notified when the last turn alone exceeds the token limit
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
        int start = beginnings(window, true).nextSetBit(0);
        if (start >= 0) {
            return window.subList(start, window.size());
        }
        List<Message> longer =
                options.longestTurn() > last.size() ? memory.lastMessages(threadId, options.longestTurn()) : last;
        BitSet beginnings = beginnings(longer, false);
        int within = beginnings.nextSetBit(Math.max(0, longer.size() - wanted));
        // otherwise the last turn, which is longer than the window
        int turn = within >= 0 ? within : beginnings.previousSetBit(longer.size() - 1);
        return turn >= 0 ? longer.subList(turn, longer.size()) : complete(longer, options.longestTurn());
    }

    /**
     * Returns the indexes at which turns begin: at messages of the user, but not between a tool call and its result, because the user may
     * continue talking while a tool works.
     *
     * @param isPart whether earlier messages exist, which may contain the call of a result; if not, a result without a call is ignored
     */
    private static BitSet beginnings(List<Message> messages, boolean isPart) {
        BitSet beginnings = new BitSet(messages.size());
        Map<String, Integer> calls = new HashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            beginnings.set(i, beginsTurn(message));
            for (ToolCall call : message.toolCalls()) {
                calls.put(call.id(), i);
            }
            for (ToolResult result : message.toolResults()) {
                int call = calls.getOrDefault(result.id(), isPart ? -1 : i);
                beginnings.clear(call + 1, i + 1);
            }
        }
        return beginnings;
    }

    /** Some models expect tool results in messages of the user. */
    private static boolean beginsTurn(Message message) {
        return message.role().equals(Role.USER) && message.toolResults().isEmpty();
    }

    /** Drops messages from the start until every tool result has its call; a complete thread is returned unchanged. */
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
        BitSet beginnings = beginnings(messages, false);
        for (int i = 0; i < messages.size(); i++) {
            if (turns.isEmpty() || beginnings.get(i)) {
                turns.add(new ArrayList<>());
            }
            turns.get(turns.size() - 1).add(messages.get(i));
        }
        return turns;
    }
}
