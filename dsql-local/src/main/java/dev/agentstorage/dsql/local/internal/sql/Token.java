package dev.agentstorage.dsql.local.internal.sql;

/**
 * One lexical token of a query text.
 *
 * @param kind its kind
 * @param value its value: a word in lower case, a quoted identifier or string without quotes and escapes, otherwise
 *     the text as written
 * @param start UTF-16 offset of its first character
 * @param end UTF-16 offset after its last character
 */
record Token(Kind kind, String value, int start, int end) {

    /** The kinds of tokens. */
    enum Kind {
        /** An unquoted identifier or keyword. */
        WORD,
        /** A quoted identifier, which is never a keyword. */
        QUOTED,
        /** A string literal in any syntax. */
        STRING,
        /** A binary or hexadecimal bit string. */
        BITS,
        /** A number. */
        NUMBER,
        /** A parameter such as {@code $1}. */
        PARAMETER,
        /** An operator, a bracket, a separator, or a character that PostgreSQL will reject. */
        SYMBOL
    }

    /** Whether this is the given keyword (in lower case) or symbol; false for quoted identifiers and strings. */
    boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && value.equals(wordOrSymbol);
    }

    /** Whether this is a word or a quoted identifier. */
    boolean isIdentifier() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** Whether this can be the name of a table, column or role: a quoted identifier, or a word that is not reserved. */
    boolean isName() {
        return kind == Kind.QUOTED || (kind == Kind.WORD && !Keywords.isReserved(value));
    }
}
