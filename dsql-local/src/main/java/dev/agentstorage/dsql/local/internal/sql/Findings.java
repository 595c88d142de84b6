package dev.agentstorage.dsql.local.internal.sql;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known about one statement. Not changed once its {@link Statement} exists. */
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

    /** The text of a new function's body. */
    @Nullable
    String functionBody;

    private final Source source;

    /** @param start and {@code end} of the statement within the query text */
    Findings(String queryText, int start, int end) {
        this.source = new Source(queryText, start, end);
    }

    Source source() {
        return source;
    }

    /** Refuses the statement; the first refusal stays. */
    void refuse(String message) {
        refuse(NOT_SUPPORTED, message, null);
    }

    /** Refuses the statement because of a token; the first refusal stays. */
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

    /** Nothing is changed or locked after all; a refusal stays. */
    void forgetEffects() {
        writes = Set.of();
        rowsAtMost = 0;
        tagTellsRows = true;
        rowLock = null;
        asyncIndex = null;
        asyncValidation = null;
    }

    /** Leaves tokens out of what PostgreSQL gets. */
    void blank(Token... tokens) {
        for (Token token : tokens) {
            source.blank(token);
        }
    }

    /** Puts another text in the place of a token. */
    void replace(Token token, String text) {
        source.replace(token, text);
    }

    /** No change after this. */
    Findings frozen() {
        writes = Set.copyOf(writes);
        return this;
    }

    /** The words of a refusal of a whole statement. */
    static String unsupportedStatement(String node) {
        return "unsupported statement: " + node;
    }
}
