package dev.agentstorage.vector.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.SmallFloat;
import org.jspecify.annotations.Nullable;

/**
 * BM25 as if the index had only the records that match the filter: document frequencies and the average length do not depend on other records.
 * Reads the filter once and the postings of each word once, word by word. For a long text with many words this is several times faster than
 * Lucene's search, which keeps all postings open and sorted. Used by one query.
 */
final class FilteredWords {
    private final Similarity similarity;
    private final List<Part> parts = new ArrayList<>();
    private int size;
    private long texts;
    private long words;

    /** The matching documents of one segment. The first document has the ordinal {@code first}. */
    private static final class Part {
        private final LeafReaderContext leaf;
        private final int first;
        private final int[] documents;
        private final long[] norms;

        Part(LeafReaderContext leaf, int first, int[] documents, long[] norms) {
            this.leaf = leaf;
            this.first = first;
            this.documents = documents;
            this.norms = norms;
        }
    }

    FilteredWords(IndexSearcher searcher, Query filter) throws IOException {
        similarity = searcher.getSimilarity();
        Weight weight = searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(leaf);
            if (scorer != null) {
                collect(leaf, scorer.iterator());
            }
        }
    }

    private void collect(LeafReaderContext leaf, DocIdSetIterator matches) throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        NumericDocValues lengths = leaf.reader().getNormValues(Documents.TEXT);
        int[] documents = new int[16];
        long[] norms = new long[16];
        int count = 0;
        for (int document = matches.nextDoc();
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = matches.nextDoc()) {
            boolean hasText = (live == null || live.get(document)) && lengths != null && lengths.advanceExact(document);
            if (!hasText) {
                continue;
            }
            if (count == documents.length) {
                documents = Arrays.copyOf(documents, 2 * count);
                norms = Arrays.copyOf(norms, 2 * count);
            }
            documents[count] = document;
            norms[count] = lengths.longValue();
            words += Math.max(1, SmallFloat.byte4ToInt((byte) norms[count]));
            count++;
        }
        if (count > 0) {
            parts.add(new Part(leaf, size, Arrays.copyOf(documents, count), Arrays.copyOf(norms, count)));
            size += count;
            texts += count;
        }
    }

    /** Returns the best hits, and all hits that tie with the last of them, in any order. */
    List<ScoreDoc> best(Collection<String> query, int topK) throws IOException {
        if (size == 0) {
            return List.of();
        }
        CollectionStatistics statistics = new CollectionStatistics(Documents.TEXT, texts, texts, words, words);
        double[] scores = new double[size];
        int[] ordinals = new int[size];
        int[] frequencies = new int[size];
        for (String word : query) {
            Term term = new Term(Documents.TEXT, new BytesRef(word));
            int found = 0;
            for (Part part : parts) {
                found = matches(
                        part, part.leaf.reader().postings(term, PostingsEnum.FREQS), ordinals, frequencies, found);
            }
            if (found > 0) {
                add(
                        similarity.scorer(1, statistics, new TermStatistics(term.bytes(), found, found)),
                        scores,
                        ordinals,
                        frequencies,
                        found);
            }
        }
        return best(scores, topK);
    }

    private static int matches(
            Part part, @Nullable PostingsEnum postings, int[] ordinals, int[] frequencies, int before)
            throws IOException {
        if (postings == null) {
            return before;
        }
        int[] documents = part.documents;
        int found = before;
        int i = 0;
        int document = postings.advance(documents[0]);
        while (document != DocIdSetIterator.NO_MORE_DOCS) {
            while (i < documents.length && documents[i] < document) {
                i++;
            }
            if (i == documents.length) {
                break;
            }
            if (documents[i] == document) {
                ordinals[found] = part.first + i;
                frequencies[found] = postings.freq();
                found++;
                document = postings.nextDoc();
            } else {
                document = postings.advance(documents[i]);
            }
        }
        return found;
    }

    private void add(Similarity.SimScorer scorer, double[] scores, int[] ordinals, int[] frequencies, int found) {
        int at = 0;
        Part part = parts.get(0);
        for (int i = 0; i < found; i++) {
            while (ordinals[i] >= part.first + part.documents.length) {
                at++;
                part = parts.get(at);
            }
            scores[ordinals[i]] += scorer.score(frequencies[i], part.norms[ordinals[i] - part.first]);
        }
    }

    private List<ScoreDoc> best(double[] scores, int topK) {
        PriorityQueue<Float> top = new PriorityQueue<>(Math.min(topK, size) + 1);
        for (double score : scores) {
            if (score > 0 && (top.size() < topK || (float) score > top.element())) {
                top.add((float) score);
                if (top.size() > topK) {
                    top.remove();
                }
            }
        }
        float least = top.isEmpty() ? 0 : top.element();
        List<ScoreDoc> best = new ArrayList<>();
        for (Part part : parts) {
            for (int i = 0; i < part.documents.length; i++) {
                float score = (float) scores[part.first + i];
                if (score > 0 && score >= least) {
                    best.add(new ScoreDoc(part.leaf.docBase + part.documents[i], score));
                }
            }
        }
        return best;
    }
}
