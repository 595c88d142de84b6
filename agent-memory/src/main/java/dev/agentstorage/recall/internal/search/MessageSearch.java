package dev.agentstorage.recall.internal.search;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.Role;
import dev.agentstorage.recall.internal.index.MessageIndex;
import dev.agentstorage.recall.request.RecallOptions;
import dev.agentstorage.recall.request.RecallScope;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Searches the index of messages, always within one resource. Thread-safe. */
final class MessageSearch {
    /** How many hits of each list are fused: what is further down adds next to nothing. */
    private static final int CANDIDATES = 100;

    /** How many of the best messages give words to the second search, and what that counts; measured ({@code docs/MEMORY.md}). */
    private static final int FEEDBACK = 3;

    private static final double FEEDBACK_WEIGHT = 0.4;

    /** As long as a long chat message: a document has words about everything. */
    private static final int FEEDBACK_CHARACTERS = 1_500;

    private final MessageIndex index;

    MessageSearch(MessageIndex index) {
        this.index = index;
    }

    /** Refuses a mode that this index cannot search in. */
    void require(SearchMode mode) {
        boolean dense = mode == SearchMode.HYBRID || mode == SearchMode.DENSE;
        if (dense && index.embedder().isEmpty()) {
            throw new InvalidRequestException(
                    "recall-without-embedder", "this search mode needs an embedder", Map.of("value", mode));
        }
        boolean lexical = mode == SearchMode.HYBRID || mode == SearchMode.LEXICAL;
        if (lexical && !index.lexical()) {
            throw new UnsupportedException(
                    VectorFeature.LEXICAL.name(), index.store().provider());
        }
    }

    /**
     * Returns the messages that fit best, the best first.
     *
     * @param threadId the thread of the request; empty when there is none
     * @param wanted how many are wanted; more may come
     */
    List<Found> find(
            String resourceId,
            Optional<String> threadId,
            String text,
            RecallOptions options,
            Optional<Instant> oldest,
            int wanted) {
        require(options.mode());
        index.ensure();
        VectorFilter filter = filter(resourceId, threadId, options, oldest);
        int topK = Math.min(index.store().limits().topK(), Math.max(CANDIDATES, wanted));
        List<VectorHit> dense = isDense(options.mode())
                ? query(
                        VectorQuery.dense(
                                index.name(), index.embedder().orElseThrow().embedQuery(text)),
                        filter,
                        topK,
                        options.minDense())
                : List.of();
        List<VectorHit> lexical = isLexical(options.mode())
                ? query(VectorQuery.lexical(index.name(), text), filter, topK, options.minLexical())
                : List.of();
        List<Found> found = Fusion.fuse(dense, lexical);
        return lexical.isEmpty() ? found : again(found, text, filter, topK);
    }

    /** Searches once more, with the words of the best messages: what is about the same thing stands around them. */
    private List<Found> again(List<Found> found, String text, VectorFilter filter, int topK) {
        List<String> best = found.stream()
                .limit(FEEDBACK)
                .map(one -> MessageIndex.recordId(one.messageId(), 0))
                .toList();
        String more = Stream.concat(
                        Stream.of(text),
                        index.store().get(index.name(), best).stream()
                                .flatMap(record -> record.text().stream())
                                .map(MessageSearch::beginning))
                .collect(Collectors.joining("\n"));
        List<VectorHit> second = query(VectorQuery.lexical(index.name(), more), filter, topK, OptionalDouble.empty());
        return Fusion.raise(found, second, FEEDBACK_WEIGHT);
    }

    private static String beginning(String text) {
        return text.length() <= FEEDBACK_CHARACTERS
                ? text
                : text.substring(
                        0,
                        Character.isLowSurrogate(text.charAt(FEEDBACK_CHARACTERS))
                                ? FEEDBACK_CHARACTERS - 1
                                : FEEDBACK_CHARACTERS);
    }

    private boolean isDense(SearchMode mode) {
        return mode != SearchMode.LEXICAL && index.embedder().isPresent();
    }

    private boolean isLexical(SearchMode mode) {
        return mode != SearchMode.DENSE && index.lexical();
    }

    private List<VectorHit> query(VectorQuery.Builder query, VectorFilter filter, int topK, OptionalDouble least) {
        query.filter(filter).topK(topK);
        least.ifPresent(query::minScore);
        return index.store().query(query.build());
    }

    private static VectorFilter filter(
            String resourceId, Optional<String> threadId, RecallOptions options, Optional<Instant> oldest) {
        List<VectorFilter> parts = new ArrayList<>();
        parts.add(VectorFilter.eq(MessageIndex.RESOURCE, resourceId));
        if (options.scope() == RecallScope.THREAD) {
            parts.add(VectorFilter.eq(MessageIndex.THREAD, threadId.orElseThrow()));
        } else if (options.scope() == RecallScope.OTHER_THREADS) {
            parts.add(VectorFilter.ne(MessageIndex.THREAD, threadId.orElseThrow()));
        }
        if (!options.roles().isEmpty()) {
            parts.add(VectorFilter.in(
                    MessageIndex.ROLE,
                    options.roles().stream().map(Role::value).sorted().toList()));
        }
        // the index has milliseconds: bounds are exact only when the message is read
        options.range().start().ifPresent(start -> parts.add(atLeast(start)));
        options.range()
                .end()
                .ifPresent(end -> parts.add(VectorFilter.atMost(MessageIndex.CREATED_AT, (double) end.toEpochMilli())));
        oldest.ifPresent(instant -> parts.add(atLeast(instant)));
        options.filter().ifPresent(parts::add);
        return parts.size() == 1 ? parts.get(0) : new VectorFilter.And(parts);
    }

    private static VectorFilter atLeast(Instant instant) {
        return VectorFilter.atLeast(MessageIndex.CREATED_AT, (double) instant.toEpochMilli());
    }
}
