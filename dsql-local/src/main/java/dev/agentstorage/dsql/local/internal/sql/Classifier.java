package dev.agentstorage.dsql.local.internal.sql;

/** Classifies a statement by its first words, and passes it to the rules of its kind. */
final class Classifier {

    private Classifier() {}

    /** Records findings about the statement at the cursor. */
    static void classify(Cursor cursor, Findings findings) {
        Token first = cursor.peek(0);
        if (first == null) {
            findings.kind = StatementKind.EMPTY;
            return;
        }
        if (!first.isIdentifier() || first.kind() == Token.Kind.QUOTED) {
            if (first.is("(")) {
                Queries.read(cursor, findings);
            }
            return;
        }
        switch (first.value()) {
            case "select", "values", "table", "with", "insert", "update", "delete", "merge" ->
                Queries.read(cursor, findings);
            case "explain" -> explain(cursor, findings);
            case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "prepare" ->
                TransactionRules.read(cursor, findings);
            case "set", "reset" -> SettingRules.read(cursor, findings);
            case "copy" -> CopyRules.read(cursor, findings);
            case "create" -> CreateRules.read(cursor, findings);
            case "alter" -> AlterRules.read(cursor, findings);
            case "drop" -> DropRules.read(cursor, findings);
            case "aws" -> IamRules.read(cursor, findings);
            default -> UtilityRules.read(first.value(), cursor, findings);
        }
    }

    private static void explain(Cursor cursor, Findings findings) {
        boolean analyze = ExplainRules.readOptions(cursor);
        if (cursor.atEnd() || cursor.at("explain")) {
            findings.kind = StatementKind.READ;
            return;
        }
        classify(cursor, findings);
        ExplainRules.apply(analyze, findings);
    }
}
