package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.Storage;
import dev.agentstorage.benchmarks.recall.E5Small;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.embed.Embedder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One question about one resource, another one each time. Where the index is is said by system properties. */
@State(Scope.Thread)
public class RecallBenchmark {
    static final String FOLDER = "benchmarks.vectors.folder";
    static final String MESSAGES = "benchmarks.vectors.messages";

    private static final int QUESTIONS = 500;

    /** What is timed. */
    @Param
    public Way way = Way.RECALL;

    /** The share of the resource of all messages, in per mille. */
    @Param("5")
    public int share = 5;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable Function<String, Object> work;
    private int next;

    /** Opens the index and loads the model. */
    @Setup
    public void open() throws IOException {
        Shelf shelf = new Shelf(
                Path.of(Objects.requireNonNull(System.getProperty(FOLDER))),
                Integer.getInteger(MESSAGES),
                ClusteredEmbedder.USUAL_CENTRES);
        Embedder embedder = keep(new ModelEmbedder(E5Small.load(), shelf.embedder()));
        work = switch (way) {
            case RECALL -> recall(shelf, embedder);
            case CEILING -> {
                Scan scan = new Scan(shelf.embedder(), shelf.corpus().messages(share));
                yield question -> scan.tenth(embedder.embedQuery(question));
            }
            case EMBEDDING -> embedder::embedQuery;
        };
    }

    private Function<String, Object> recall(Shelf shelf, Embedder embedder) {
        Storage storage = keep(shelf.storage());
        VectorStore vectors = keep(shelf.open(OptionalInt.empty()));
        Memory memory = keep(Shelf.memory(storage, vectors, embedder));
        MemoryKey key = MemoryKey.of(Corpus.resource(share), Corpus.thread(share));
        return question -> {
            Recalled recalled = memory.recall(RecallRequest.of(key, question));
            if (!recalled.warnings().isEmpty() || recalled.hits().isEmpty()) {
                throw new IllegalStateException("nothing was recalled: " + recalled.warnings());
            }
            return recalled;
        };
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Asks one question. */
    @Benchmark
    public Object run() {
        next = (next + 1) % QUESTIONS;
        return Objects.requireNonNull(work).apply(Corpus.question(next));
    }

    /** Closes all, the last first. */
    @TearDown
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
