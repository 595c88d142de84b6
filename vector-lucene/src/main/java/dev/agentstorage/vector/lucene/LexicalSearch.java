package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.spi.HitOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** Lexical queries. The analyzer of the index splits the text into words; query syntax is not parsed. Thread-safe. */
final class LexicalSearch {
    private static final int MOST_WORDS = 1_000;
    private static final int ROOM_FOR_TIES = 50;

    private final Analyzer analyzer;

    LexicalSearch(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    List<VectorHit> run(IndexSearcher searcher, VectorQuery query) throws IOException {
        Set<String> words = words(query.text().orElseThrow());
        if (words.isEmpty()) {
            return List.of();
        }
        int topK = query.topK();
        List<ScoreDoc> best = query.filter().isPresent()
                ? new FilteredWords(searcher, Filters.query(query.filter().get())).best(words, topK)
                : best(searcher, any(words), topK);
        Reading reading = new Reading(searcher.getIndexReader());
        List<VectorHit> hits = new ArrayList<>();
        for (ScoreDoc hit : best) {
            hits.add(reading.hit(hit.doc, hit.score, query.includeVectors()));
        }
        return HitOrder.best(hits, query);
    }

    private Set<String> words(String text) throws IOException {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream(Documents.TEXT, text)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (words.size() < MOST_WORDS && tokens.incrementToken()) {
                words.add(word.toString());
            }
            tokens.end();
        }
        return words;
    }

    private static Query any(Set<String> words) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        words.forEach(word -> any.add(new TermQuery(new Term(Documents.TEXT, word)), Occur.SHOULD));
        return any.build();
    }

    /** Returns the best hits, and all hits that tie with the last of them; the order of ids breaks the ties later. */
    private static List<ScoreDoc> best(IndexSearcher searcher, Query query, int topK) throws IOException {
        int most = Math.max(1, searcher.getIndexReader().maxDoc());
        for (int wanted = topK + ROOM_FOR_TIES; ; wanted = (int) Math.min(most, wanted * 4L)) {
            ScoreDoc[] found = searcher.search(query, wanted).scoreDocs;
            boolean complete =
                    found.length < wanted || wanted >= most || found[found.length - 1].score < found[topK - 1].score;
            if (complete) {
                return List.of(found);
            }
        }
    }
}
