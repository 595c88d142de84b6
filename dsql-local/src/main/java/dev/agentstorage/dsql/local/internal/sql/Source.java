package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement within a query text, with edits. Not changed after it was read. */
final class Source {
    private final String query;
    private final int start;
    private final int end;
    private final List<Edit> edits = new ArrayList<>(0);

    /** A token and its replacement; null for blanks. */
    private record Edit(Token token, @Nullable String replacement) {}

    /**
     * @param query the whole query text
     * @param start start of the statement
     * @param end end of the statement, exclusive
     */
    Source(String query, int start, int end) {
        this.query = query;
        this.start = start;
        this.end = end;
    }

    /** Replaces a token with blanks. Edits must be made in the order of the tokens. */
    void blank(Token token) {
        edits.add(new Edit(token, null));
    }

    /** Replaces a token with a text. Edits must be made in the order of the tokens. */
    void replace(Token token, String text) {
        edits.add(new Edit(token, text));
    }

    /** The 1-based position of a token, in characters. */
    int characterOf(Token token) {
        return query.codePointCount(0, token.start()) + 1;
    }

    /** The number of characters before the statement in the query text. */
    int charactersBefore() {
        return query.codePointCount(0, start);
    }

    /** The statement alone. */
    String ownText() {
        StringBuilder text = new StringBuilder(end - start);
        appendStatement(text);
        return text.toString();
    }

    /** The query text up to the end of the statement; everything before the statement is replaced with blanks. */
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

    /** Replaces each character with a space, but keeps line breaks, so that line numbers stay correct. */
    private void overwrite(StringBuilder text, int from, int to) {
        int i = from;
        while (i < to) {
            char c = query.charAt(i);
            text.append(c == '\n' || c == '\r' ? c : ' ');
            i += Character.isSurrogatePair(c, i + 1 < to ? query.charAt(i + 1) : '\0') ? 2 : 1;
        }
    }
}
