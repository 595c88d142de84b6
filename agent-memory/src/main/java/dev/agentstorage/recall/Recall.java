package dev.agentstorage.recall;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.recall.internal.search.HistoryReader;
import dev.agentstorage.recall.internal.search.Recaller;
import dev.agentstorage.recall.internal.state.WorkingMemories;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.MemoryOptions;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.recall.result.WorkingMemory;
import dev.agentstorage.store.MemoryStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Reads the memories of an agent for its next turn. Thread-safe.
 *
 * @param history reads the last messages
 * @param recaller searches older messages; empty without a vector store
 * @param workingMemories reads the working memory
 * @param background runs the search while the history is read
 * @param clock the current time, for {@code maxAge}
 */
record Recall(
        HistoryReader history,
        Optional<Recaller> recaller,
        WorkingMemories workingMemories,
        Background background,
        Clock clock) {
    Recalled read(MemoryStore memory, RecallRequest request, MemoryOptions now) {
        MemoryKey key = request.key();
        List<String> warnings = new ArrayList<>();
        Optional<String> query =
                request.query().filter(text -> !text.isBlank() && now.recall().isPresent());
        Optional<Background.Call<Recaller.Candidates>> search = query.map(text -> {
            Instant instant = clock.instant();
            return background.call(() ->
                    recaller.orElseThrow().candidates(key, text, now.recall().orElseThrow(), instant));
        });
        List<Message> last = history.read(memory, key.threadId(), now.history(), warnings::add);
        Optional<WorkingMemory> working = now.workingMemory().map(kept -> workingMemories.read(memory, key, kept));
        List<RecalledMessage> recalled = search.flatMap(running -> joined(running, warnings))
                .map(candidates ->
                        recaller.orElseThrow().read(memory, query.orElseThrow(), candidates, ids(last), warnings::add))
                .orElse(List.of());
        return new Recalled(
                last,
                recalled.stream()
                        .filter(found -> found.message().threadId().equals(key.threadId()))
                        .toList(),
                recalled.stream()
                        .filter(found -> !found.message().threadId().equals(key.threadId()))
                        .toList(),
                working,
                warnings);
    }

    private static Set<String> ids(List<Message> messages) {
        Set<String> ids = new HashSet<>();
        messages.forEach(message -> ids.add(message.id()));
        return ids;
    }

    private static <T> Optional<T> joined(Background.Call<T> running, List<String> warnings) {
        try {
            return Optional.of(running.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof UnavailableException outage) {
                warnings.add("older messages could not be searched: " + outage.getMessage());
                return Optional.empty();
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
