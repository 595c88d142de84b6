package dev.agentstorage.dsql.local.internal.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replaces schema-qualified table names. */
public final class NameRedirect {
    /** The only database; its name may precede the schema. */
    private static final String DATABASE = "postgres";

    private NameRedirect() {}

    /**
     * Replaces every {@code schema.table} that is one of the tables, quoted or not, also at the
     * beginning of {@code schema.table.column} and after the database name. Names without a schema are kept. A
     * lexically invalid text is returned unchanged.
     *
     * @param text one or more statements
     * @param replacements the SQL text that replaces schema and table, by table
     * @return the new text; offsets after the first replacement differ
     */
    public static String redirect(String text, Map<TableName, String> replacements) {
        Optional<List<Token>> lexed = replacements.isEmpty() ? Optional.empty() : Lexer.tokens(text);
        if (lexed.isEmpty()) {
            return text;
        }
        List<Token> tokens = lexed.get();
        StringBuilder redirected = new StringBuilder(text.length() + 64);
        int from = 0;
        for (int i = 0; i + 2 < tokens.size(); i++) {
            boolean first = i == 0 || !tokens.get(i - 1).is(".");
            if (!first || !isQualified(tokens, i)) {
                continue;
            }
            boolean database = tokens.get(i).value().equals(DATABASE) && isQualified(tokens, i + 2);
            int schema = database ? i + 2 : i;
            TableName name = new TableName(
                    Optional.of(tokens.get(schema).value()),
                    tokens.get(schema + 2).value());
            String replacement = replacements.get(name);
            if (replacement != null) {
                redirected.append(text, from, tokens.get(i).start()).append(replacement);
                from = tokens.get(schema + 2).end();
            }
        }
        return redirected.append(text, from, text.length()).toString();
    }

    private static boolean isQualified(List<Token> tokens, int i) {
        return i + 2 < tokens.size()
                && tokens.get(i).isIdentifier()
                && tokens.get(i + 1).is(".")
                && tokens.get(i + 2).isIdentifier();
    }
}
