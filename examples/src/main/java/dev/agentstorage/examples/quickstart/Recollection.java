package dev.agentstorage.examples.quickstart;

import dev.agentstorage.Storage;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.examples.quickstart.Transcript.Entry;
import dev.agentstorage.examples.quickstart.Transcript.Kind;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Match;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.embed.Embedder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A memory over a storage, with an index on Lucene in a directory that is thrown away: remembers conversations, and shows what is recalled for
 * a question that is asked in a new one.
 */
final class Recollection implements AutoCloseable {
    private static final String RESOURCE = "quickstart/memory";

    /** The conversation that questions are asked in; it has no messages. */
    private static final MemoryKey NOW = MemoryKey.of(RESOURCE, "now");

    /** A model takes tens of milliseconds for a message. */
    private static final int MOST_OF_A_CONVERSATION = 200;

    private static final int HITS = 2;
    private static final int PREVIEW = 84;

    private final Path directory;
    private final VectorStore vectors;
    private final Memory memory;
    private final boolean model;
    private final PrintWriter out;

    /** Begins to remember; the storage stays the caller's to close. */
    Recollection(Storage storage, Optional<Embedder> embedder, PrintWriter out) {
        this.out = out;
        model = embedder.isPresent();
        directory = directory();
        vectors = VectorStores.open(StorageConfig.builder("lucene")
                .option("path", directory.toString())
                .build());
        Memory.Builder builder = Memory.builder(storage)
                .vectorStore(vectors)
                .options(options -> options.recall(recall -> recall.topK(HITS)));
        embedder.ifPresent(builder::embedder);
        memory = builder.build();
    }

    /** Imports the end of each conversation, and waits until all of it can be recalled. */
    void remember(List<Transcript> transcripts) {
        long begun = System.nanoTime();
        long messages = 0;
        for (Transcript transcript : transcripts) {
            messages += memory.importMessages(RESOURCE, messages(transcript)).affected();
        }
        // an earlier run may have marked messages as indexed, and its index is lost
        memory.drain();
        out.printf(
                Locale.ROOT,
                "%nmemory: %d conversations, %d messages, indexed in %.1f s, recalled by %s%n",
                transcripts.size(),
                messages,
                (System.nanoTime() - begun) / 1e9,
                model ? "meaning (E5 small v2 in this process) and words" : "words, without a model");
    }

    private List<NewMessage> messages(Transcript transcript) {
        MemoryKey key = MemoryKey.of(RESOURCE, "memory/" + transcript.id());
        if (memory.getThread(key).isEmpty()) {
            memory.createThread(ConversationThread.builder(RESOURCE)
                    .id(key.threadId())
                    .title(String.valueOf(transcript.file().getFileName()))
                    .build());
        }
        List<Entry> entries = transcript.entries(Kind.MESSAGE);
        List<NewMessage> messages = new ArrayList<>();
        for (int i = Math.max(0, entries.size() - MOST_OF_A_CONVERSATION); i < entries.size(); i++) {
            Entry entry = entries.get(i);
            messages.add(NewMessage.builder(key.threadId())
                    .id(key.threadId() + "/" + i)
                    .role(new Role(entry.role()))
                    .text(new MessageContent(entry.json()).text())
                    .build());
        }
        return messages;
    }

    /** Shows what is recalled for a question: messages that were found, best first, with their neighbours. */
    Recalled ask(String question) {
        Recalled recalled = memory.recall(RecallRequest.of(NOW, question));
        out.printf("%n  \"%s\"%n", question);
        recalled.warnings().forEach(warning -> out.println("    warning: " + warning));
        if (recalled.hits().isEmpty()) {
            out.println("    nothing is recalled");
        }
        recalled.hits().stream().map(hit -> hit.message().threadId()).distinct().forEach(thread -> {
            String title = memory.getThread(MemoryKey.of(RESOURCE, thread))
                    .map(ConversationThread::title)
                    .orElse(thread);
            out.println("    from " + title);
            recalled.otherThreads().stream()
                    .filter(found -> found.message().threadId().equals(thread))
                    .forEach(found -> line(found, recalled.hits().indexOf(found) + 1));
        });
        return recalled;
    }

    private void line(RecalledMessage found, int rank) {
        out.printf(
                Locale.ROOT,
                "    %2s %-9s %s%n",
                found.isHit() ? rank + "." : "",
                found.message().role(),
                Account.oneLine(found.message().text(), PREVIEW));
        found.match().ifPresent(match -> out.printf("       %-9s %s%n", "", why(match)));
    }

    private static String why(Match match) {
        List<String> reasons = new ArrayList<>();
        match.dense().ifPresent(cosine -> reasons.add(String.format(Locale.ROOT, "its meaning (cosine %.3f)", cosine)));
        match.lexical().ifPresent(bm25 -> reasons.add(String.format(Locale.ROOT, "its words (BM25 %.2f)", bm25)));
        return String.format(Locale.ROOT, "^ score %.4f for %s", match.score(), String.join(" and ", reasons));
    }

    @Override
    public void close() {
        memory.close();
        vectors.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("agent-memory");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
