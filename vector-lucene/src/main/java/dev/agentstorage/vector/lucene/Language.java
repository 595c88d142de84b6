package dev.agentstorage.vector.lucene;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/** How a text becomes the words that are searched. */
public enum Language {
    /** English: stop words are left out, and words of one stem are the same. Words of other languages are kept as they are, mostly. */
    ENGLISH,
    /** Any language: every word counts as it is, in lower case. */
    ANY;

    Analyzer analyzer() {
        return this == ENGLISH ? new EnglishAnalyzer() : new StandardAnalyzer();
    }
}
