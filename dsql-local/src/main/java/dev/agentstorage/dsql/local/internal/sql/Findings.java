package dev.agentstorage.dsql.local.internal.sql;

import dev.agentstorage.dsql.local.internal.sql.Statement.Kind;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been found out about one statement so far. Changed only before its {@link Statement} is made. */
final class Findings {
    static final String NOT_SUPPORTED = "0A000";

    /** Whether the statement stands in the body of a function. */
    boolean inBody;

    Kind kind = Kind.OTHER;
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

    private final Source source;

    Findings(Source source) {
        this.source = source;
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
