package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Divides query texts into statements and says of each what its text shows.
 *
 * <p>Thread-safe. The latest texts and their statements are remembered, up to a number of texts and of characters.
 */
public final class SqlParser {
    private static final StatementCache CACHE = new StatementCache(2_048, 4_000_000);

    private SqlParser() {}

    /**
     * The statements of a query text, in their order.
     *
     * <p>A text that PostgreSQL's lexer would refuse, for example because a quote is not closed, is one statement of the kind
     * {@link Kind#OTHER}: PostgreSQL gives it the true error.
     *
     * @param queryText what a client sent in one Query or Parse message
     * @return at least one statement, one of the kind {@link Kind#EMPTY} if the text holds none; unmodifiable
     */
    public static List<Statement> parse(String queryText) {
        Optional<List<Statement>> remembered = CACHE.get(queryText);
        if (remembered.isPresent()) {
            return remembered.get();
        }
        List<Statement> statements = parseAnew(queryText);
        CACHE.put(queryText, statements);
        return statements;
    }

    /** As {@link #parse} without memory. */
    static List<Statement> parseAnew(String queryText) {
        return parseAnew(queryText, false);
    }

    /** As {@link #parse} without memory, for the body of a function: bodies in it are not looked into. */
    static List<Statement> parseBody(String body) {
        return parseAnew(body, true);
    }

    private static List<Statement> parseAnew(String queryText, boolean inBody) {
        Optional<List<Token>> tokens = Lexer.tokens(queryText);
        if (tokens.isEmpty()) {
            return List.of(plain(queryText, Kind.OTHER));
        }
        List<Cursor> cursors = Splitter.split(new TokenList(queryText, tokens.get()));
        if (cursors.isEmpty()) {
            return List.of(plain(queryText, Kind.EMPTY));
        }
        List<Statement> statements = new ArrayList<>(cursors.size());
        for (Cursor cursor : cursors) {
            int first = cursor.token(cursor.position()).start();
            int start = statements.isEmpty() ? 0 : first;
            int end = cursors.size() == 1
                    ? queryText.length()
                    : cursor.token(cursor.end() - 1).end();
            Source source = new Source(queryText, start, end);
            Findings findings = new Findings(source);
            findings.inBody = inBody;
            findings.privateCall = PrivateCall.read(cursor.copy()).orElse(null);
            Cursor whole = cursor.copy();
            Classifier.classify(cursor, findings);
            if (findings.kind == Kind.READ && !inBody) {
                CatalogReads.read(whole, findings);
            }
            statements.add(new Statement(source, findings.frozen()));
        }
        return List.copyOf(statements);
    }

    private static Statement plain(String queryText, Kind kind) {
        Source source = new Source(queryText, 0, queryText.length());
        Findings findings = new Findings(source);
        findings.kind = kind;
        return new Statement(source, findings);
    }
}
