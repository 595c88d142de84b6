package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.recall.Memory;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import dev.agentstorage.vector.VectorStores;
import dev.agentstorage.vector.embed.Embedder;
import dev.agentstorage.vector.exact.ExactVectorStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The index of a {@link Corpus} in a folder. It takes minutes to build, and is used again by the next run. */
final class Shelf {
    /** The name that the memory gives its index. */
    static final String INDEX = "memory-clustered-" + ClusteredEmbedder.DIMENSION;

    /** The filter key of the resource in that index. */
    static final String RESOURCE = "resource";

    private static final int BATCH = 1_000;

    private final Path folder;
    private final Corpus corpus;
    private final ClusteredEmbedder embedder;

    /**
     * Names an index.
     *
     * @param parent the parent folder of the index
     * @param centres of the vectors
     */
    Shelf(Path parent, int size, int centres) {
        this.folder = parent.resolve("index-" + size + "-" + centres);
        this.embedder = new ClusteredEmbedder(centres);
        this.corpus = new Corpus(size);
    }

    ClusteredEmbedder embedder() {
        return embedder;
    }

    Corpus corpus() {
        return corpus;
    }

    /** Builds the index unless it is there. */
    void build() throws IOException {
        Path built = folder.resolveSibling(folder.getFileName() + ".built");
        if (Files.exists(built)) {
            return;
        }
        delete();
        Files.createDirectories(folder);
        long start = System.nanoTime();
        try (Storage storage = storage();
                VectorStore exact = new ExactVectorStore();
                VectorStore lucene = open(OptionalInt.empty());
                Memory memory = memory(storage, exact, embedder)) {
            memory.indexPending(Long.MAX_VALUE);
            lucene.createIndex(exact.findIndex(INDEX).orElseThrow());
            for (Optional<String> after = Optional.of(""); after.isPresent(); ) {
                KeyPage page = exact.listKeys(INDEX, after.filter(key -> !key.isEmpty()), BATCH);
                lucene.upsert(INDEX, exact.get(INDEX, page.ids()));
                after = page.next();
            }
        }
        Files.writeString(built, String.format(Locale.ROOT, "built in %.0f s%n", (System.nanoTime() - start) / 1e9));
    }

    private void delete() throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** All messages, in memory. */
    Storage storage() {
        Storage storage = Storages.open(StorageConfig.of("inmemory"));
        corpus.store(storage);
        return storage;
    }

    /** Opens the index; only one process at a time can. */
    VectorStore open(OptionalInt oversampling) {
        StorageConfig.Builder config = StorageConfig.builder("lucene").option("path", folder.toString());
        oversampling.ifPresent(value -> config.option("oversampling", Integer.toString(value)));
        return VectorStores.open(config.build());
    }

    /** A memory with the default options and recall. */
    static Memory memory(Storage storage, VectorStore vectors, Embedder embedder) {
        return Memory.builder(storage)
                .vectorStore(vectors)
                .embedder(embedder)
                .options(options -> options.recall())
                .build();
    }

    /** Reads all records. */
    static List<VectorRecord> records(VectorStore vectors) {
        List<VectorRecord> records = new ArrayList<>();
        for (Optional<String> after = Optional.of(""); after.isPresent(); ) {
            KeyPage page = vectors.listKeys(INDEX, after.filter(key -> !key.isEmpty()), BATCH);
            records.addAll(vectors.get(INDEX, page.ids()));
            after = page.next();
        }
        return records;
    }

    /** The size of the index on the disk, in bytes. */
    long bytes() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /** Number of parts of the index, each with a separate graph. */
    long segments() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".si")).count();
        }
    }
}
