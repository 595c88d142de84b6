package dev.agentstorage.dsql.local.internal.sql;

/**
 * One lexical token of a query text.
 *
 * @param kind what it is
 * @param value what it means: a word in lower case, a quoted identifier or string without quotes and escapes, otherwise
 *     the text as written
 * @param start UTF-16 offset of its first character
 * @param end UTF-16 offset after its last character
 */
record Token(Kind kind, String value, int start, int end) {

    /** The kinds that decisions need to tell apart. */
    enum Kind {
        /** An unquoted identifier or keyword. */
        WORD,
        /** A quoted identifier, which is never a keyword. */
        QUOTED,
        /** A string of any notation. */
        STRING,
        /** A bit string of either notation. */
        BITS,
        /** A number. */
        NUMBER,
        /** A parameter such as {@code $1}. */
        PARAMETER,
        /** An operator, a bracket, a separator or a character that PostgreSQL will refuse. */
        SYMBOL
    }

    /** Whether this is the given keyword (lower case) or symbol; quoted identifiers and strings never are. */
    boolean is(String wordOrSymbol) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && value.equals(wordOrSymbol);
    }

    /** Whether this is a word or a quoted identifier. */
    boolean isIdentifier() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** Whether this can name a table, a column or a role: a quoted identifier or a word that is not reserved. */
    boolean isName() {
        return kind == Kind.QUOTED || (kind == Kind.WORD && !Keywords.isReserved(value));
    }
}
