package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.sql.Statement;

/** A prepared statement. Immutable. */
final class Prepared {
    private final Statement statement;
    private final String text;
    private final byte[] types;

    /**
     * @param text what PostgreSQL prepared
     * @param types number and object ids of the parameter types, as in the Parse message; not changed by anybody
     */
    Prepared(Statement statement, String text, byte[] types) {
        this.statement = statement;
        this.text = text;
        this.types = types;
    }

    Statement statement() {
        return statement;
    }

    String text() {
        return text;
    }

    byte[] types() {
        return types;
    }

    /** Another text with the same parameters. */
    Prepared withText(String otherText) {
        return new Prepared(statement, otherText, types);
    }

    byte[] parseAs(String name) {
        return parseAs(name, text);
    }

    byte[] parseAs(String name, String otherText) {
        return new MessageBuilder('P')
                .cstring(name)
                .cstring(otherText)
                .raw(types)
                .build();
    }

    /** A Bind message. */
    static byte[] bind(String portal, String statement, byte[] binding) {
        return new MessageBuilder('B')
                .cstring(portal)
                .cstring(statement)
                .raw(binding)
                .build();
    }

    static byte[] execute(String portal, int maxRows) {
        return new MessageBuilder('E').cstring(portal).int32(maxRows).build();
    }

    static byte[] describe(int what, String name) {
        return new MessageBuilder('D').int8(what).cstring(name).build();
    }

    static byte[] close(int what, String name) {
        return new MessageBuilder('C').int8(what).cstring(name).build();
    }
}
