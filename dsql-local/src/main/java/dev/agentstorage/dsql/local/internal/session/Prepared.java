package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.sql.Statement;

/**
 * A prepared statement.
 *
 * @param text what PostgreSQL prepared
 * @param types number and object ids of the parameter types, as in the Parse message
 */
record Prepared(Statement statement, String text, byte[] types) {

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
