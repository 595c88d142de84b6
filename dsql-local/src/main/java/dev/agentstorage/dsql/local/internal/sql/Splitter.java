package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;

/** Splits a query text into statements. */
final class Splitter {

    private Splitter() {}

    /**
     * Returns a cursor for each statement, without its semicolon. Empty statements are omitted.
     *
     * @return at least one cursor; it is at its end if there are no tokens
     */
    static List<Cursor> split(TokenList tokens) {
        List<Cursor> statements = new ArrayList<>();
        int from = 0;
        int parentheses = 0;
        int blocks = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is(";") && parentheses == 0 && blocks == 0) {
                add(statements, tokens, from, i);
                from = i + 1;
            } else if (token.is("(")) {
                parentheses++;
            } else if (token.is(")")) {
                parentheses = Math.max(0, parentheses - 1);
            } else {
                blocks += blockChange(tokens, from, i, blocks);
            }
        }
        add(statements, tokens, from, tokens.size());
        if (statements.isEmpty()) {
            statements.add(new Cursor(tokens, 0, 0));
        }
        return statements;
    }

    /** The change of the nesting depth at a token, within a routine body of the form BEGIN ATOMIC … END. */
    private static int blockChange(TokenList tokens, int from, int i, int blocks) {
        Token token = tokens.get(i);
        if (blocks == 0) {
            boolean begins = token.is("begin")
                    && i + 1 < tokens.size()
                    && tokens.get(i + 1).is("atomic")
                    && createsRoutine(tokens, from);
            return begins ? 1 : 0;
        }
        if (tokens.isLabel(i)) {
            return 0;
        }
        return token.is("case") ? 1 : token.is("end") ? -1 : 0;
    }

    private static boolean createsRoutine(TokenList tokens, int from) {
        int kind = from + 1;
        if (kind + 2 < tokens.size()
                && tokens.get(kind).is("or")
                && tokens.get(kind + 1).is("replace")) {
            kind += 2;
        }
        return tokens.get(from).is("create")
                && (tokens.get(kind).is("function") || tokens.get(kind).is("procedure"));
    }

    private static void add(List<Cursor> statements, TokenList tokens, int from, int to) {
        if (from < to) {
            statements.add(new Cursor(tokens, from, to));
        }
    }
}
