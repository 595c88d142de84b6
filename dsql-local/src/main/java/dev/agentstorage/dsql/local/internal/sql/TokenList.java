package dev.agentstorage.dsql.local.internal.sql;

import java.util.List;

/** The tokens of a query text, with matched parentheses and brackets. */
final class TokenList {
    private final String source;
    private final List<Token> tokens;

    /** For each opening parenthesis or bracket, the index of the closing one. */
    private final int[] closing;

    TokenList(String source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
        this.closing = new int[tokens.size()];
        match();
    }

    private void match() {
        int[] open = new int[tokens.size()];
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            closing[i] = tokens.size();
            if (opens(i)) {
                open[depth++] = i;
            } else if (closes(i) && depth > 0) {
                closing[open[--depth]] = i;
            }
        }
    }

    int size() {
        return tokens.size();
    }

    Token get(int index) {
        return tokens.get(index);
    }

    /** Whether the token is an opening parenthesis or bracket. */
    boolean opens(int index) {
        return tokens.get(index).is("(") || tokens.get(index).is("[");
    }

    private boolean closes(int index) {
        return tokens.get(index).is(")") || tokens.get(index).is("]");
    }

    /**
     * The index of the token that closes the given parenthesis or bracket; the number of tokens if it is not closed.
     */
    int closing(int opening) {
        return closing[opening];
    }

    /** Whether a token follows AS or a dot, and is therefore a label, which can be any word. */
    boolean isLabel(int index) {
        return index > 0
                && (tokens.get(index - 1).is("as") || tokens.get(index - 1).is("."));
    }

    /** The query text from the token at {@code from} to the token at {@code to}, exclusive. */
    String text(int from, int to) {
        return from >= to
                ? ""
                : source.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }
}
