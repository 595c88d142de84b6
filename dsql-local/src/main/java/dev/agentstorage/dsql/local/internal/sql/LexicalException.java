package dev.agentstorage.dsql.local.internal.sql;

/** A text cannot be divided into tokens. Does not leave the package. */
final class LexicalException extends Exception {
    private static final long serialVersionUID = 1L;

    LexicalException() {
        super("cannot be divided into tokens", null, false, false);
    }
}
