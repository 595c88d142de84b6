package dev.agentstorage.dsql.local.internal.protocol;

/** Builds a client's messages of the extended query protocol. */
public final class FrontendMessages {
    /** Follows the names in a Bind message: no parameter formats, no parameters, no result formats. Not changed. */
    private static final byte[] NO_PARAMETERS = {0, 0, 0, 0, 0, 0};
    /** Follows the text in a Parse message: no parameter types. Not changed. */
    private static final byte[] NO_TYPES = {0, 0};

    private FrontendMessages() {}

    /** The part of a Bind message after the names, for a statement without parameters whose results are text. */
    public static byte[] noParameters() {
        return NO_PARAMETERS.clone();
    }

    /** The part of a Parse message after the text, for a statement whose parameter types the server infers. */
    public static byte[] noTypes() {
        return NO_TYPES.clone();
    }

    /** @param types number and object ids of the parameter types */
    public static byte[] parse(String statement, String text, byte[] types) {
        return new MessageBuilder('P')
                .cstring(statement)
                .cstring(text)
                .raw(types)
                .build();
    }

    /** @param binding parameter formats, parameters and result formats */
    public static byte[] bind(String portal, String statement, byte[] binding) {
        return new MessageBuilder('B')
                .cstring(portal)
                .cstring(statement)
                .raw(binding)
                .build();
    }

    /** @param maxRows maximum number of rows to return; 0 for all */
    public static byte[] execute(String portal, int maxRows) {
        return new MessageBuilder('E').cstring(portal).int32(maxRows).build();
    }

    /** @param what {@code S} for a statement, {@code P} for a portal */
    public static byte[] describe(int what, String name) {
        return new MessageBuilder('D').int8(what).cstring(name).build();
    }

    /** @param what {@code S} for a statement, {@code P} for a portal */
    public static byte[] close(int what, String name) {
        return new MessageBuilder('C').int8(what).cstring(name).build();
    }
}
