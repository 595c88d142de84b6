package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;

/** The part of a query text that is one statement, and what of it is overwritten. Not changed once it is read. */
final class Source {
    private final String query;
    private final int start;
    private final int end;
    private final List<Token> blanks = new ArrayList<>(0);

    /**
     * @param query the whole query text
     * @param start where the statement begins
     * @param end where it ends
     */
    Source(String query, int start, int end) {
        this.query = query;
        this.start = start;
        this.end = end;
    }

    /** Overwrites a token; tokens must come in their order. */
    void blank(Token token) {
        blanks.add(token);
    }

    /** The 1-based character at which a token begins. */
    int characterOf(Token token) {
        return query.codePointCount(0, token.start()) + 1;
    }

    /** How many characters of the query text come before the statement. */
    int charactersBefore() {
        return query.codePointCount(0, start);
    }

    /** The statement alone. */
    String ownText() {
        StringBuilder text = new StringBuilder(end - start);
        appendStatement(text);
        return text.toString();
    }

    /** The query text up to the end of the statement, everything before it overwritten. */
    String text() {
        if (start == 0 && blanks.isEmpty()) {
            return end == query.length() ? query : query.substring(0, end);
        }
        StringBuilder text = new StringBuilder(end);
        overwrite(text, 0, start);
        appendStatement(text);
        return text.toString();
    }

    private void appendStatement(StringBuilder text) {
        int from = start;
        for (Token blank : blanks) {
            text.append(query, from, blank.start());
            overwrite(text, blank.start(), blank.end());
            from = blank.end();
        }
        text.append(query, from, end);
    }

    /** One space for each character; line breaks stay, so that the lines are counted right. */
    private void overwrite(StringBuilder text, int from, int to) {
        int i = from;
        while (i < to) {
            char c = query.charAt(i);
            text.append(c == '\n' || c == '\r' ? c : ' ');
            i += Character.isSurrogatePair(c, i + 1 < to ? query.charAt(i + 1) : '\0') ? 2 : 1;
        }
    }
}
