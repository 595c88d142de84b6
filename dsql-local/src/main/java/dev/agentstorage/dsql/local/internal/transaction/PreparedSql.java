package dev.agentstorage.dsql.local.internal.transaction;

import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.sql.Statement;

/** A prepared statement of a client. Immutable. */
public final class PreparedSql {
    private final Statement statement;
    private final String text;
    private final byte[] types;

    /**
     * @param text the text that PostgreSQL prepares
     * @param types number and object ids of the parameter types, as in the Parse message; must not be changed
     */
    public PreparedSql(Statement statement, String text, byte[] types) {
        this.statement = statement;
        this.text = text;
        this.types = types;
    }

    public Statement statement() {
        return statement;
    }

    public String text() {
        return text;
    }

    public byte[] types() {
        return types;
    }

    /** Returns a copy with another text and the same parameters. */
    public PreparedSql withText(String otherText) {
        return new PreparedSql(statement, otherText, types);
    }

    /** The Parse message. */
    public byte[] parseMessage(String name) {
        return FrontendMessages.parse(name, text, types);
    }
}
