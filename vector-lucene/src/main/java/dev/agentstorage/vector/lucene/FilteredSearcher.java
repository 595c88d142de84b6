package dev.agentstorage.vector.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.SmallFloat;

/**
 * Scores as if the records that a filter leaves were all that there are: how rare a word is, and how long a text usually is, do not depend
 * on what nobody may find. It reads the filter once, and the lists of each word once more. Used by one query.
 */
final class FilteredSearcher extends IndexSearcher {
    private final List<FixedBitSet> left = new ArrayList<>();
    private long texts;
    private long words;

    FilteredSearcher(IndexReader reader, Query filter) throws IOException {
        super(reader);
        Weight weight = createWeight(rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : getLeafContexts()) {
            FixedBitSet documents = new FixedBitSet(leaf.reader().maxDoc());
            Scorer scorer = weight.scorer(leaf);
            if (scorer != null) {
                collect(leaf, scorer.iterator(), documents);
            }
            left.add(documents);
        }
    }

    private void collect(LeafReaderContext leaf, DocIdSetIterator matches, FixedBitSet documents) throws IOException {
        Bits live = leaf.reader().getLiveDocs();
        NumericDocValues lengths = leaf.reader().getNormValues(Documents.TEXT);
        for (int document = matches.nextDoc();
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = matches.nextDoc()) {
            if (live != null && !live.get(document)) {
                continue;
            }
            documents.set(document);
            if (lengths != null && lengths.advanceExact(document)) {
                texts++;
                words += Math.max(1, SmallFloat.byte4ToInt((byte) lengths.longValue()));
            }
        }
    }

    @Override
    public CollectionStatistics collectionStatistics(String field) throws IOException {
        return texts == 0
                ? super.collectionStatistics(field)
                : new CollectionStatistics(field, texts, texts, words, words);
    }

    /** A word that no such record has matches none, so that any number does. */
    @Override
    public TermStatistics termStatistics(Term term, int documents, long occurrences) throws IOException {
        long found = 0;
        List<LeafReaderContext> leaves = getLeafContexts();
        for (int i = 0; i < leaves.size(); i++) {
            TermsEnum terms = leaves.get(i).reader().terms(term.field()) == null
                    ? TermsEnum.EMPTY
                    : leaves.get(i).reader().terms(term.field()).iterator();
            if (terms.seekExact(term.bytes())) {
                found += count(terms.postings(null, PostingsEnum.NONE), left.get(i));
            }
        }
        long counted = Math.max(1, found);
        return new TermStatistics(term.bytes(), counted, counted);
    }

    private static long count(PostingsEnum postings, FixedBitSet among) throws IOException {
        long found = 0;
        for (int document = postings.nextDoc();
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = postings.nextDoc()) {
            found += among.get(document) ? 1 : 0;
        }
        return found;
    }
}
