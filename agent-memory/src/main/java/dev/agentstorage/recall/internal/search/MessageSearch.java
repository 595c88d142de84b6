package dev.agentstorage.recall.internal.search;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.memory.Role;
import dev.agentstorage.recall.internal.index.MessageIndex;
import dev.agentstorage.recall.request.RecallOptions;
import dev.agentstorage.recall.request.RecallScope;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Searches the index of messages, always within one resource. Thread-safe. */
final class MessageSearch {
    /** Number of hits of each list that are fused; lower-ranked hits contribute almost nothing. */
    private static final int CANDIDATES = 100;

    /** Number of top messages whose words are used for the second search, and its weight; measured ({@code docs/MEMORY.md}). */
    private static final int FEEDBACK = 3;

    private static final double FEEDBACK_WEIGHT = 0.4;

    /** The length of a long chat message: longer texts cover too many topics. */
    private static final int FEEDBACK_CHARACTERS = 1_500;

    private final MessageIndex index;

    MessageSearch(MessageIndex index) {
        this.index = index;
    }

    /** Rejects a mode that this index does not support. */
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
     * Returns the best matching messages, best first.
     *
     * @param threadId the thread of the request; empty when there is none
     * @param wanted the requested number; more may be returned
     */
    List<Found> find(
            String resourceId,
            Optional<String> threadId,
            String text,
            RecallOptions options,
            Optional<Instant> oldest,
            int wanted) {
        require(options.mode());
        VectorFilter filter = filter(resourceId, threadId, options, oldest);
        int topK = Math.min(index.store().limits().topK(), Math.max(CANDIDATES, wanted));
        return index.ifThere(() -> search(text, options, filter, topK).fused(topK), List.of());
    }

    /**
     * Returns the messages for pages of hits, best first. The order does not depend on the requested number: the lists are fused in blocks of
     * {@value #CANDIDATES} hits.
     *
     * @param wanted the requested number; fewer are returned only when no more match or the store cannot return more
     */
    List<Found> page(String resourceId, String text, RecallOptions options, Optional<Instant> oldest, int wanted) {
        require(options.mode());
        VectorFilter filter = filter(resourceId, Optional.empty(), options, oldest);
        int most = index.store().limits().topK();
        return index.ifThere(
                () -> {
                    long depth = CANDIDATES;
                    while (true) {
                        int topK = (int) Math.min(most, depth);
                        Lists lists = search(text, options, filter, topK);
                        List<Found> found = lists.fused(CANDIDATES);
                        if (found.size() >= wanted || topK == most || lists.longest() < topK) {
                            return found;
                        }
                        // a long message has many records; whole blocks keep the order
                        depth = Math.max(depth * 2, (wanted + CANDIDATES - 1L) / CANDIDATES * CANDIDATES);
                    }
                },
                List.of());
    }

    /** The hit lists of a query, and of the second search with the words of the best messages. */
    private record Lists(List<VectorHit> dense, List<VectorHit> lexical, List<VectorHit> second) {
        int longest() {
            return Math.max(dense.size(), lexical.size());
        }

        /** Fuses the lists in blocks of {@code step} hits. */
        List<Found> fused(int step) {
            Map<String, Found> found = new LinkedHashMap<>();
            for (int depth = step; ; depth += step) {
                List<Found> best = Fusion.fuse(first(dense, depth), first(lexical, depth));
                Fusion.raise(best, first(second, depth), FEEDBACK_WEIGHT)
                        .forEach(one -> found.putIfAbsent(one.messageId(), one));
                if (depth >= longest()) {
                    return List.copyOf(found.values());
                }
            }
        }

        static List<VectorHit> first(List<VectorHit> hits, int count) {
            return hits.subList(0, Math.min(hits.size(), count));
        }
    }

    private Lists search(String query, RecallOptions options, VectorFilter filter, int topK) {
        String text = beginning(query);
        List<VectorHit> dense = isDense(options.mode())
                ? query(
                        VectorQuery.dense(
                                index.name(), index.embedder().orElseThrow().embedQuery(query)),
                        filter,
                        topK,
                        options.minDense())
                : List.of();
        List<VectorHit> lexical = isLexical(options.mode())
                ? query(VectorQuery.lexical(index.name(), text), filter, topK, options.minLexical())
                : List.of();
        return new Lists(dense, lexical, lexical.isEmpty() ? List.of() : again(dense, lexical, text, filter, topK));
    }

    /** Searches again with the words of the best messages, which finds more messages on the same topic. */
    private List<VectorHit> again(
            List<VectorHit> dense, List<VectorHit> lexical, String text, VectorFilter filter, int topK) {
        List<String> best = Fusion.fuse(Lists.first(dense, CANDIDATES), Lists.first(lexical, CANDIDATES)).stream()
                .limit(FEEDBACK)
                .map(one -> MessageIndex.recordId(one.messageId(), 0))
                .toList();
        String more = Stream.concat(
                        Stream.of(text),
                        index.store().get(index.name(), best).stream()
                                .flatMap(record -> record.text().stream())
                                .map(found -> cut(found, FEEDBACK_CHARACTERS)))
                .collect(Collectors.joining("\n"));
        return query(VectorQuery.lexical(index.name(), beginning(more)), filter, topK, OptionalDouble.empty());
    }

    private static String cut(String text, int characters) {
        return text.length() <= characters
                ? text
                : text.substring(0, Character.isLowSurrogate(text.charAt(characters)) ? characters - 1 : characters);
    }

    /** Returns as much of the text as the store accepts: a character takes at most three bytes, a surrogate pair four. */
    private String beginning(String text) {
        int most = index.store().limits().textBytes();
        return Utf8.length(text) <= most ? text : cut(text, most / 3);
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
