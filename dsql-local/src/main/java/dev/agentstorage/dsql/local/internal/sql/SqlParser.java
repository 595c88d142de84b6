package dev.agentstorage.dsql.local.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits query texts into statements and classifies each statement.
 *
 * <p>Thread-safe. The results of recent texts are cached, up to a maximum number of texts and characters.
 */
public final class SqlParser {
    private static final StatementCache CACHE = new StatementCache(2_048, 4_000_000);

    private SqlParser() {}

    /**
     * Returns the statements of a query text, in order.
     *
     * <p>A lexically invalid text, for example with an unterminated quote, is one statement of the kind
     * {@link StatementKind#OTHER}, for which PostgreSQL reports the error.
     *
     * @param queryText the text of one Query or Parse message
     * @return at least one statement, of the kind {@link StatementKind#EMPTY} if the text contains none; unmodifiable
     */
    public static List<Statement> parse(String queryText) {
        Optional<List<Statement>> remembered = CACHE.get(queryText);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        List<Statement> statements = parse(queryText, false);
        CACHE.put(queryText, statements);
        return statements;
    }

    /** Like {@link #parse}, without the cache. */
    static List<Statement> parseAnew(String queryText) {
        return parse(queryText, false);
    }

    private static List<Statement> parse(String queryText, boolean inBody) {
        List<Cursor> cursors = Lexer.tokenList(queryText).map(Splitter::split).orElse(List.of());
        if (cursors.isEmpty()) {
            return List.of(new Statement(new Findings(queryText, 0, queryText.length())));
        }
        List<Statement> statements = new ArrayList<>(cursors.size());
        for (Cursor cursor : cursors) {
            int start =
                    statements.isEmpty() ? 0 : cursor.token(cursor.position()).start();
            int end = cursors.size() == 1
                    ? queryText.length()
                    : cursor.token(cursor.end() - 1).end();
            Findings findings = new Findings(queryText, start, end);
            findings.inBody = inBody;
            read(cursor, findings);
            statements.add(new Statement(findings.frozen()));
        }
        return List.copyOf(statements);
    }

    private static void read(Cursor cursor, Findings findings) {
        findings.privateCall = PrivateCall.read(cursor.copy()).orElse(null);
        Cursor whole = cursor.copy();
        Classifier.classify(cursor, findings);
        if (findings.kind == StatementKind.READ && !findings.inBody) {
            CatalogReads.read(whole, findings);
        }
        String body = findings.functionBody;
        if (body != null) {
            checkBody(parse(body, true), findings);
        }
    }

    /**
     * Refuses a function if its body contains a refused statement. Settings that a query changes are only checked at
     * run time.
     */
    private static void checkBody(List<Statement> statements, Findings findings) {
        for (Statement statement : statements) {
            boolean decidedLater = statement.kind() == StatementKind.READ
                    && statement
                            .refusal()
                            .filter(refusal -> refusal.message().startsWith(SettingRules.REFUSAL))
                            .isPresent();
            if (!decidedLater) {
                statement.refusal().ifPresent(refusal -> findings.refuse(refusal.sqlState(), refusal.message(), null));
            }
        }
    }
}
