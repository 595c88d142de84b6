package dev.agentstorage.vector.lucene;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/** The analysis of texts into words. */
public enum Language {
    /** English: stop words are removed and words are stemmed. Words of other languages are mostly unchanged. */
    ENGLISH,
    /** Any language: words are converted to lower case, without stemming or stop words. */
    ANY;

    Analyzer analyzer() {
        return this == ENGLISH ? new EnglishAnalyzer() : new StandardAnalyzer();
    }
}
