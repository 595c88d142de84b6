package dev.agentstorage.dsql.local.internal.sql;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The findings about one statement. Not changed after its {@link Statement} was created. */
final class Findings {
    static final String NOT_SUPPORTED = "0A000";

    /** Whether the statement is in the body of a function. */
    boolean inBody;

    StatementKind kind = StatementKind.OTHER;
    long rowsAtMost;
    boolean tagTellsRows = true;
    Set<TableName> writes = Set.of();

    @Nullable
    Refusal refusal;

    @Nullable
    RowLock rowLock;

    @Nullable
    AsyncIndex asyncIndex;

    @Nullable
    AsyncValidation asyncValidation;

    @Nullable
    ConstraintDrop constraintDrop;

    @Nullable
    IamMapping iamMapping;

    @Nullable
    PrivateCall privateCall;

    /** The body of a new function. */
    @Nullable
    String functionBody;

    private final Source source;

    /** @param start start of the statement within the query text; {@code end} is its end */
    Findings(String queryText, int start, int end) {
        this.source = new Source(queryText, start, end);
    }

    Source source() {
        return source;
    }

    /** Refuses the statement, unless it was already refused. */
    void refuse(String message) {
        refuse(NOT_SUPPORTED, message, null);
    }

    /** Refuses the statement because of a token, unless it was already refused. */
    void refuse(String sqlState, String message, @Nullable Token where) {
        if (refusal == null) {
            refusal = new Refusal(sqlState, message, where == null ? 0 : source.characterOf(where));
        }
    }

    boolean isRefused() {
        return refusal != null;
    }

    void write(TableName table) {
        if (writes.isEmpty()) {
            writes = new LinkedHashSet<>();
        }
        writes.add(table);
    }

    /** Records that the statement changes and locks nothing. Keeps a refusal. */
    void forgetEffects() {
        writes = Set.of();
        rowsAtMost = 0;
        tagTellsRows = true;
        rowLock = null;
        asyncIndex = null;
        asyncValidation = null;
    }

    /** Removes tokens from the text for PostgreSQL. */
    void blank(Token... tokens) {
        for (Token token : tokens) {
            source.blank(token);
        }
    }

    /** Replaces a token in the text for PostgreSQL. */
    void replace(Token token, String text) {
        source.replace(token, text);
    }

    /** Freezes the findings, which must not be changed afterwards, and returns this. */
    Findings frozen() {
        writes = Set.copyOf(writes);
        return this;
    }

    /** The error message for an unsupported statement. */
    static String unsupportedStatement(String node) {
        return "unsupported statement: " + node;
    }
}
