package dev.agentstorage.recall.internal.search;

import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageHead;
import dev.agentstorage.memory.MessageInclude;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.recall.internal.index.Upkeep;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallOptions;
import dev.agentstorage.recall.request.Reranker;
import dev.agentstorage.recall.request.SearchRequest;
import dev.agentstorage.recall.request.TokenCounter;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.recall.result.SearchHit;
import dev.agentstorage.recall.result.SearchPage;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Recalls messages: finds them in the index, reads them and their neighbours from the storage, and returns as many as fit. The storage is
 * authoritative: messages that are missing there, or have another version than in the index, are not recalled. Thread-safe.
 */
public final class Recaller {
    /** The minimum time of a message. */
    private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

    private final Upkeep upkeep;
    private final MessageSearch search;
    private final MessageTokens tokens;
    private final boolean readOnly;

    /**
     * Creates a recaller for an index.
     *
     * @param readOnly whether to leave records of deleted messages in the index
     */
    public Recaller(Upkeep upkeep, TokenCounter counter, boolean readOnly) {
        this.upkeep = upkeep;
        this.readOnly = readOnly;
        this.search = new MessageSearch(upkeep.index());
        this.tokens = new MessageTokens(counter);
    }

    /** The result of the index for a query, before anything is read from the storage. */
    public record Candidates(List<Found> found, RecallOptions options, Optional<Instant> oldest) {}

    /** Rejects options that this index does not support. */
    public void require(RecallOptions options) {
        search.require(options.mode());
    }

    /** Searches the index without reading from the storage. */
    public Candidates candidates(MemoryKey key, String query, RecallOptions options, Instant now) {
        Optional<Instant> oldest = oldest(options, now);
        List<Found> found =
                search.find(key.resourceId(), Optional.of(key.threadId()), query, options, oldest, options.topK() * 2);
        return new Candidates(found, options, oldest);
    }

    /** Returns empty when the maximum age reaches back before the minimum time of a message. */
    private static Optional<Instant> oldest(RecallOptions options, Instant now) {
        Duration allTime = Duration.between(FIRST_INSTANT, now);
        return options.maxAge().filter(age -> age.compareTo(allTime) < 0).map(now::minus);
    }

    /**
     * Reads the recalled messages, in at most two round trips, plus two for each repetition when found messages are missing or stale.
     *
     * @param known messages that the caller already has; they are not recalled again
     * @return by {@code createdAt} and id
     */
    public List<RecalledMessage> read(
            MemoryStore memory, String query, Candidates candidates, Set<String> known, Consumer<String> warnings) {
        Reading reading = new Reading(memory, candidates, known);
        List<Found> left = candidates.found().stream()
                .filter(found -> !known.contains(found.messageId()))
                .toList();
        RecallOptions options = candidates.options();
        int depth = options.reranker().isPresent() ? Reranker.DEPTH : options.topK();
        List<RecalledMessage> hits = new ArrayList<>();
        for (int from = 0; from < left.size() && hits.size() < depth; ) {
            int to = Math.min(left.size(), from + depth - hits.size());
            hits.addAll(reading.hits(left.subList(from, to)));
            from = to;
        }
        dropGone(reading, warnings);
        List<RecalledMessage> best = options.reranker()
                .map(reranker -> reranked(reranker, query, hits))
                .orElse(hits);
        return fitting(reading, best.subList(0, Math.min(best.size(), options.topK())), options);
    }

    private void dropGone(Reading reading, Consumer<String> warnings) {
        if (!reading.gone.isEmpty() && !readOnly) {
            try {
                upkeep.removeMissing(reading.gone);
            } catch (UnavailableException e) {
                warnings.accept("records of deleted messages could not be removed from the index: " + e.getMessage());
            }
        }
    }

    private static List<RecalledMessage> reranked(Reranker reranker, String query, List<RecalledMessage> hits) {
        Map<String, RecalledMessage> known = new LinkedHashMap<>();
        hits.forEach(hit -> known.put(hit.message().id(), hit));
        List<RecalledMessage> ranked = new ArrayList<>();
        for (RecalledMessage hit : reranker.rerank(query, List.copyOf(hits))) {
            Optional.ofNullable(known.remove(hit.message().id())).ifPresent(ranked::add);
        }
        return ranked;
    }

    private List<RecalledMessage> fitting(Reading reading, List<RecalledMessage> hits, RecallOptions options) {
        long left = options.maxTokens().isPresent() ? options.maxTokens().getAsInt() : Long.MAX_VALUE;
        Map<String, RecalledMessage> taken = new HashMap<>();
        for (RecalledMessage hit : hits) {
            long size = tokens.of(hit.message());
            if (size <= left) {
                left -= size;
                taken.put(hit.message().id(), hit);
            }
        }
        // hits first: they are more important than their neighbours
        for (RecalledMessage hit : hits) {
            if (!taken.containsKey(hit.message().id())) {
                continue;
            }
            for (Message neighbour : reading.neighbours(hit.message())) {
                long size = tokens.of(neighbour);
                if (!taken.containsKey(neighbour.id()) && size <= left) {
                    left -= size;
                    taken.put(neighbour.id(), new RecalledMessage(neighbour, Optional.empty()));
                }
            }
        }
        return taken.values().stream()
                .sorted((one, other) -> Message.ORDER.compare(one.message(), other.message()))
                .toList();
    }

    /** Searches all conversations of a resource. */
    public SearchPage page(MemoryStore memory, SearchRequest request, RecallOptions options, Instant now) {
        if (request.query().isBlank()) {
            return new SearchPage(List.of(), OptionalInt.empty());
        }
        Optional<Instant> oldest = oldest(options, now);
        long end = (long) request.offset() + request.limit();
        List<Found> found = search.page(
                request.resourceId(), request.query(), options, oldest, (int) Math.min(Integer.MAX_VALUE, end + 1));
        List<Found> wanted = found.subList(Math.min(found.size(), request.offset()), (int) Math.min(found.size(), end));
        Reading reading = new Reading(memory, new Candidates(found, options, oldest), Set.of());
        Preview preview = new Preview(request.query());
        List<SearchHit> hits = reading.hits(wanted).stream()
                .map(hit -> new SearchHit(
                        MessageHead.of(hit.message()),
                        preview.of(hit.message().text()),
                        hit.match().orElseThrow()))
                .toList();
        if (!reading.gone.isEmpty() && !readOnly) {
            upkeep.removeMissing(reading.gone);
        }
        return new SearchPage(hits, found.size() > end ? OptionalInt.of((int) end) : OptionalInt.empty());
    }

    /** The messages of one request, as stored. */
    private static final class Reading {
        private final MemoryStore memory;
        private final RecallOptions options;
        private final Optional<Instant> oldest;
        private final Set<String> known;
        private final Map<String, List<Message>> threads = new HashMap<>();
        private final Set<String> gone = new HashSet<>();

        Reading(MemoryStore memory, Candidates candidates, Set<String> known) {
            this.memory = memory;
            this.options = candidates.options();
            this.oldest = candidates.oldest();
            this.known = known;
        }

        /** Returns the found messages that still have the indexed version, in the given order. */
        List<RecalledMessage> hits(List<Found> found) {
            List<MessageInclude> includes = found.stream()
                    .map(one -> MessageInclude.builder(one.messageId())
                            .before(options.before())
                            .after(options.after())
                            .build())
                    .toList();
            Map<String, Message> stored = new HashMap<>();
            for (Message message : memory.listMessages(MessageQuery.ALL, includes, PageRequest.first(0))
                    .items()) {
                stored.put(message.id(), message);
                List<Message> thread = threads.computeIfAbsent(message.threadId(), id -> new ArrayList<>());
                if (!thread.contains(message)) {
                    thread.add(message);
                }
            }
            threads.values().forEach(thread -> thread.sort(Message.ORDER));
            List<RecalledMessage> hits = new ArrayList<>();
            for (Found one : found) {
                Message message = stored.get(one.messageId());
                if (message == null) {
                    gone.add(one.messageId());
                } else if (message.version().token().equals(one.version()) && isWanted(message)) {
                    hits.add(new RecalledMessage(message, Optional.of(one.match())));
                }
            }
            return hits;
        }

        private boolean isWanted(Message message) {
            return options.range().contains(message.createdAt()) && isYoung(message);
        }

        private boolean isYoung(Message message) {
            return oldest.isEmpty() || !message.createdAt().isBefore(oldest.get());
        }

        List<Message> neighbours(Message hit) {
            List<Message> thread = threads.getOrDefault(hit.threadId(), List.of());
            int place = thread.indexOf(hit);
            return thread
                    .subList(
                            Math.max(0, place - options.before()), Math.min(thread.size(), place + options.after() + 1))
                    .stream()
                    .filter(message -> !message.equals(hit) && !known.contains(message.id()) && isYoung(message))
                    .toList();
        }
    }
}
