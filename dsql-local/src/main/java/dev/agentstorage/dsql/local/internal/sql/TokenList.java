package dev.agentstorage.dsql.local.internal.sql;

import java.util.List;

/** The tokens of a query text, and which parentheses and brackets belong together. */
final class TokenList {
    private final String source;
    private final List<Token> tokens;

    /** For each opening one the index of the closing one. */
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

    /** Whether a parenthesis or bracket opens there. */
    boolean opens(int index) {
        return tokens.get(index).is("(") || tokens.get(index).is("[");
    }

    private boolean closes(int index) {
        return tokens.get(index).is(")") || tokens.get(index).is("]");
    }

    /** The index of the token that closes what opens at an index; the number of tokens when none does. */
    int closing(int opening) {
        return closing[opening];
    }

    /** Whether a token is a label, which may be any word: it follows AS or a dot. */
    boolean isLabel(int index) {
        return index > 0
                && (tokens.get(index - 1).is("as") || tokens.get(index - 1).is("."));
    }

    /** The query text from the first token up to the second one, which does not belong to it. */
    String text(int from, int to) {
        return from >= to
                ? ""
                : source.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }
}
