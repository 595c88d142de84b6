package dev.agentstorage.benchmarks.vectors;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.VectorStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Compares the ten best hits of the vector store on Lucene with those of an exact scan, and prints a Markdown table. Arguments: the number
 * of vectors, 100,000 by default, or {@code quick} for a few; the number of their centres.
 */
public final class VectorReport {
    private static final int TOP = 10;
    private static final double LEAST = 0.95;
    private static final int SMALL = 5;

    private VectorReport() {}

    /**
     * One row.
     *
     * @param oversampling empty for the default
     * @param share the records that match the filter, in per mille
     * @param recall the share of the ten best that were found, a mean
     * @param millis the median time of a query
     */
    record Row(OptionalInt oversampling, int share, double recall, double millis) {
        /** A filter that leaves 2 % or less is exact, and the default finds at least 95 %. */
        boolean kept() {
            return recall >= (share <= 20 ? 1 : oversampling.isEmpty() ? LEAST : 0);
        }
    }

    /** Ends with status 1 when the default misses too much. */
    public static void main(String[] arguments) throws IOException {
        boolean quick = Arrays.asList(arguments).contains("quick");
        int size = quick ? 20_000 : number(arguments, 0, 100_000);
        int centres = number(arguments, 1, ClusteredEmbedder.USUAL_CENTRES);
        Path root = Path.of(System.getProperty("benchmarks.root", "."));
        Shelf shelf = new Shelf(root.resolve("benchmarks/target/vectors"), size, centres);
        shelf.build();
        List<Row> rows = compare(shelf, quick ? 50 : 200);
        System.out.printf(
                Locale.ROOT,
                "%,d vectors of %d numbers around %d centres, in %d segments, %,d bytes%n%n%s",
                size,
                ClusteredEmbedder.DIMENSION,
                centres,
                shelf.segments(),
                shelf.bytes(),
                markdown(rows));
        if (!rows.stream().allMatch(Row::kept)) {
            System.exit(1);
        }
    }

    private static int number(String[] arguments, int place, int usual) {
        return arguments.length > place ? Integer.parseInt(arguments[place]) : usual;
    }

    static List<Row> compare(Shelf shelf, int queries) {
        List<Integer> shares = new ArrayList<>(List.of(1_000));
        shares.addAll(Corpus.LARGE);
        shares.add(SMALL);
        List<Embedding> vectors = new ArrayList<>();
        for (int i = 0; i < queries; i++) {
            vectors.add(shelf.embedder().embedQuery(Corpus.question(i)));
        }
        List<List<Set<String>>> best = new ArrayList<>();
        try (VectorStore store = shelf.open(OptionalInt.empty())) {
            List<VectorRecord> records = Shelf.records(store);
            for (int share : shares) {
                List<VectorRecord> left = records.stream()
                        .filter(record -> matches(record, share))
                        .toList();
                best.add(vectors.stream().map(vector -> scan(left, vector)).toList());
            }
        }
        List<Row> rows = new ArrayList<>();
        for (OptionalInt oversampling :
                List.of(OptionalInt.empty(), OptionalInt.of(1), OptionalInt.of(4), OptionalInt.of(10))) {
            try (VectorStore store = shelf.open(oversampling)) {
                for (int i = 0; i < shares.size(); i++) {
                    rows.add(row(store, oversampling, shares.get(i), vectors, best.get(i)));
                }
            }
        }
        return rows;
    }

    private static Optional<VectorFilter> filter(int share) {
        return share == 1_000 ? Optional.empty() : Optional.of(VectorFilter.eq(Shelf.RESOURCE, Corpus.resource(share)));
    }

    private static boolean matches(VectorRecord record, int share) {
        return filter(share).map(filter -> filter.matches(record.metadata())).orElse(true);
    }

    private static Set<String> scan(List<VectorRecord> records, Embedding vector) {
        record Scored(String id, double score) {}
        Set<String> ids = new HashSet<>();
        records.stream()
                .map(record -> new Scored(
                        record.id(), Metric.COSINE.score(vector, record.vector().orElseThrow())))
                .sorted(Comparator.comparingDouble(Scored::score).reversed())
                .limit(TOP)
                .forEach(scored -> ids.add(scored.id()));
        return ids;
    }

    private static Row row(
            VectorStore store, OptionalInt oversampling, int share, List<Embedding> vectors, List<Set<String>> best) {
        double sum = 0;
        long[] nanos = new long[vectors.size()];
        for (int i = 0; i < vectors.size(); i++) {
            VectorQuery.Builder query =
                    VectorQuery.dense(Shelf.INDEX, vectors.get(i)).topK(TOP);
            filter(share).ifPresent(query::filter);
            long start = System.nanoTime();
            List<VectorHit> hits = store.query(query.build());
            nanos[i] = System.nanoTime() - start;
            Set<String> wanted = best.get(i);
            sum += (double) hits.stream()
                            .filter(hit -> wanted.contains(hit.id()))
                            .count()
                    / wanted.size();
        }
        Arrays.sort(nanos);
        return new Row(oversampling, share, sum / vectors.size(), nanos[nanos.length / 2] / 1e6);
    }

    static String markdown(List<Row> rows) {
        StringBuilder text = new StringBuilder(
                "| oversampling | filter leaves | recall@10 | p50 | target |\n|---|--:|--:|--:|---|\n");
        for (Row row : rows) {
            String target = row.share() <= 20 ? "100 %" : row.oversampling().isEmpty() ? "≥ 95 %" : "";
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f %% | %.1f %% | %.2f ms | %s%s |%n",
                    row.oversampling().isPresent() ? row.oversampling().getAsInt() : "default",
                    row.share() / 10.0,
                    100 * row.recall(),
                    row.millis(),
                    target,
                    target.isEmpty() ? "" : row.kept() ? ", met" : ", **not met**"));
        }
        return text.toString();
    }
}
