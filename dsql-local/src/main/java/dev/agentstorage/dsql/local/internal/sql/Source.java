package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a query text that is one statement, and what of it is written otherwise. Not changed once it is read. */
final class Source {
    private final String query;
    private final int start;
    private final int end;
    private final List<Edit> edits = new ArrayList<>(0);

    /** A token and its replacement; null for blanks. */
    private record Edit(Token token, @Nullable String replacement) {}

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
        edits.add(new Edit(token, null));
    }

    /** Puts another text in the place of a token; tokens must come in their order. */
    void replace(Token token, String text) {
        edits.add(new Edit(token, text));
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
        if (start == 0 && edits.isEmpty()) {
            return end == query.length() ? query : query.substring(0, end);
        }
        StringBuilder text = new StringBuilder(end);
        overwrite(text, 0, start);
        appendStatement(text);
        return text.toString();
    }

    private void appendStatement(StringBuilder text) {
        int from = start;
        for (Edit edit : edits) {
            Token token = edit.token();
            text.append(query, from, token.start());
            if (edit.replacement() == null) {
                overwrite(text, token.start(), token.end());
            } else {
                text.append(edit.replacement());
            }
            from = token.end();
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
