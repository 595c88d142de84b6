package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.spi.HitOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/**
 * Executes dense queries: exactly if the filter is selective, with the graph otherwise. Scores are always computed from the stored vectors, so
 * that both ways return the same scores. Immutable and thread-safe.
 */
final class DenseSearch {
    /** A filter is selective if at most one in this number of records matches. */
    private static final int SELECTIVE = 50;

    private final Optional<VectorIndex.Dense> dense;
    private final int exactRecords;
    private final int oversampling;

    DenseSearch(VectorIndex index, int exactRecords, int oversampling) {
        dense = index.dense();
        this.exactRecords = exactRecords;
        this.oversampling = oversampling;
    }

    private record Scored(int document, double score) {}

    List<VectorHit> run(IndexSearcher searcher, VectorQuery query) throws IOException {
        Embedding vector = query.vector().orElseThrow();
        Metric metric = dense.orElseThrow().metric();
        Optional<Query> filter = query.filter().map(Filters::query);
        int all = searcher.getIndexReader().numDocs();
        int left = filter.isPresent() ? searcher.count(filter.get()) : all;
        List<Scored> found = left <= Math.max(exactRecords, all / SELECTIVE)
                ? scan(searcher, filter.orElseGet(MatchAllDocsQuery::new), vector, metric)
                : candidates(searcher, filter, vector, metric, query.topK());
        List<VectorHit> hits = new ArrayList<>();
        Reading reading = new Reading(searcher.getIndexReader());
        for (Scored scored : best(found, query.topK())) {
            hits.add(reading.hit(scored.document(), scored.score(), query.includeVectors()));
        }
        return HitOrder.best(hits, query);
    }

    private static List<Scored> scan(IndexSearcher searcher, Query filter, Embedding vector, Metric metric)
            throws IOException {
        List<Scored> found = new ArrayList<>();
        Weight weight = searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(leaf);
            FloatVectorValues values = leaf.reader().getFloatVectorValues(Documents.VECTOR);
            if (scorer != null && values != null) {
                scan(leaf, scorer.iterator(), values, vector, metric, found);
            }
        }
        return found;
    }

    private static void scan(
            LeafReaderContext leaf,
            DocIdSetIterator matches,
            FloatVectorValues values,
            Embedding vector,
            Metric metric,
            List<Scored> found)
            throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        for (int document = matches.nextDoc();
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = matches.nextDoc()) {
            if ((live == null || live.get(document)) && isAt(values, document)) {
                found.add(new Scored(leaf.docBase + document, metric.score(vector, values.vectorValue())));
            }
        }
    }

    private static boolean isAt(FloatVectorValues values, int document) throws IOException {
        int at = values.docID();
        return document == (at < document ? values.advance(document) : at);
    }

    private List<Scored> candidates(
            IndexSearcher searcher, Optional<Query> filter, Embedding vector, Metric metric, int topK)
            throws IOException {
        int wanted = (int)
                Math.min((long) topK * oversampling, searcher.getIndexReader().maxDoc());
        Query query = filter.isPresent()
                ? new KnnFloatVectorQuery(Documents.VECTOR, vector.toArray(), wanted, filter.get())
                : new KnnFloatVectorQuery(Documents.VECTOR, vector.toArray(), wanted);
        int[] documents = Arrays.stream(searcher.search(query, wanted).scoreDocs)
                .mapToInt((ScoreDoc hit) -> hit.doc)
                .sorted()
                .toArray();
        List<Scored> found = new ArrayList<>(documents.length);
        int next = 0;
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            FloatVectorValues values = leaf.reader().getFloatVectorValues(Documents.VECTOR);
            for (; next < documents.length && documents[next] < end; next++) {
                if (values != null && isAt(values, documents[next] - leaf.docBase)) {
                    found.add(new Scored(documents[next], metric.score(vector, values.vectorValue())));
                }
            }
        }
        return found;
    }

    /** Returns the best hits, and all hits that tie with the last of them; the order of ids breaks the ties later. */
    private static List<Scored> best(List<Scored> found, int topK) {
        if (found.size() <= topK) {
            return found;
        }
        found.sort(Comparator.comparingDouble(Scored::score).reversed());
        double last = found.get(topK - 1).score();
        return found.stream().takeWhile(scored -> scored.score() >= last).toList();
    }
}
