package dev.agentstorage.vector.lucene;

import dev.agentstorage.config.Option;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.spi.SpiVersion;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.VectorProvider;
import dev.agentstorage.vector.VectorStore;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The provider {@value #NAME} of vector stores in a directory, based on Lucene: vector and text of a record are one document.
 *
 * <p><b>Durability.</b> When a write returns, it is visible to searches, but lost if the process ends before a {@link VectorStore#flush()}.
 * When {@link VectorStore#flush()} returns, every write that had returned before it began is on the disk (the files and the commit that
 * names them are synced). Creating and dropping an index is durable when the call returns, and closing flushes. No other call commits, so
 * that none waits for the disk. After a crash at any point the store opens with the state of the last flush: all writes before it, none,
 * some or all of those that ran concurrently, and none of the later ones.
 *
 * <p><b>Exactness.</b> A dense query compares every record that passes the filter if these are at most {@code exactRecords} (10,000) or at
 * most 2 % of the index. Otherwise it searches Lucene's graph (16 connections, beam of 100) for {@code oversampling} (10) times the
 * requested hits, and returns the best of these; scores are always computed from the original vectors.
 *
 * <p><b>Texts</b> are scored by BM25 (k1 1.2, b 0.75) with the frequencies of the records that pass the filter. Only the first 1,000
 * distinct words of a query are used.
 *
 * <p><b>One writer.</b> The directory is locked while a store has it open; opening a second one, in any process, throws
 * {@link dev.agentstorage.error.UnavailableException} ({@code store-locked}). The lock ends with the process, even if it is killed. If the disk
 * fails, operations throw {@link dev.agentstorage.error.UnavailableException} ({@code vector-store-failed}); then close the store and open
 * it again.
 *
 * <p>Provider and stores are thread-safe. Lucene merges files in background threads.
 */
public final class LuceneVectorProvider implements VectorProvider {
    /** The name of the provider. */
    public static final String NAME = "lucene";

    /** The directory of the data, created if necessary. Only one store at a time can open it. */
    public static final Option<Path> PATH =
            Option.path("path").asRequired().describedAs("data directory; only one store can open it at a time");

    /** The analyzer of texts in new indexes. Default: {@link Language#ENGLISH}. An index keeps the one with which it was created. */
    public static final Option<Language> LANGUAGE = Option.enumeration("language", Language.class)
            .withDefault(Language.ENGLISH)
            .describedAs("analyzer of texts in new indexes");

    /** Maximum number of records passing the filter that a query compares one by one. Default: 10,000. */
    public static final Option<Integer> EXACT_RECORDS = Option.integer("exactRecords")
            .withDefault(10_000)
            .describedAs("maximum number of matching records for an exact query")
            .accepting("be at least 1000", value -> value >= 1_000);

    /** Candidates of an approximate query per requested hit. Default: 10, measured in {@code docs/BENCHMARKS.md}. */
    public static final Option<Integer> OVERSAMPLING = Option.integer("oversampling")
            .withDefault(10)
            .describedAs("oversampling: candidates of an approximate query per requested hit")
            .accepting("be between 1 and 100", value -> value >= 1 && value <= 100);

    /** For {@link java.util.ServiceLoader}. */
    public LuceneVectorProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Set<VectorFeature> features() {
        return Set.copyOf(EnumSet.allOf(VectorFeature.class));
    }

    @Override
    public VectorLimits limits() {
        return VectorLimits.WIDE;
    }

    @Override
    public List<Option<?>> options() {
        return List.of(PATH, LANGUAGE, EXACT_RECORDS, OVERSAMPLING);
    }

    @Override
    public VectorStore open(StorageConfig config) {
        return new LuceneVectorStore(config);
    }
}
