package dev.agentstorage.dsql.local.internal.sql;

/** Thrown if a text is lexically invalid. Not visible outside of the package. */
final class LexicalException extends Exception {
    private static final long serialVersionUID = 1L;

    LexicalException() {
        super("cannot be divided into tokens", null, false, false);
    }
}
