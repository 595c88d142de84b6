package dev.agentstorage.vector.lucene;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;

/** The analysis of texts into words. */
public enum Language {
    /** English: stop words are left out, and words of one stem are the same. Words of other languages are mostly kept unchanged. */
    ENGLISH,
    /** Any language: every word counts unchanged, in lower case. */
    ANY;

    Analyzer analyzer() {
        return this == ENGLISH ? new EnglishAnalyzer() : new StandardAnalyzer();
    }
}
