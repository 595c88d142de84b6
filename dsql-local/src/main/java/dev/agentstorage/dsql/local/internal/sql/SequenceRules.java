package dev.agentstorage.dsql.local.internal.sql;

/** Sequences, including those of identity columns: they must declare their cache size. */
final class SequenceRules {
    private static final String NEEDS_CACHE = " is not supported without an explicit cache size."
            + " please define CACHE greater than or equal to 65536 or equal to 1";
    private static final int MANY = 65_536;

    private SequenceRules() {}

    /** Reads the tokens after CREATE SEQUENCE. */
    static void create(Cursor options, Findings findings) {
        options.accept("if", "not", "exists");
        options.acceptTableName();
        if (!hasCache(options)) {
            findings.refuse("CREATE SEQUENCE" + NEEDS_CACHE);
        }
    }

    /** Reads GENERATED … AS IDENTITY and its options. */
    static void identity(Cursor definition, Findings findings) {
        definition.skip(definition.isAt(1, "always") ? 4 : 5);
        boolean cached = definition.at("(")
                && hasCache(definition.range(definition.position() + 1, definition.closing(definition.position())));
        if (!cached) {
            findings.refuse("identity column" + NEEDS_CACHE);
        }
    }

    /** Reads the options of ALTER SEQUENCE, where the cache size is optional. */
    static void alter(Cursor options, Findings findings) {
        changedCache(options, "ALTER SEQUENCE", findings);
    }

    /** Reads the options of an altered identity column, where the cache size is optional. */
    static void alterIdentity(Cursor options, Findings findings) {
        changedCache(options, "identity column", findings);
    }

    private static void changedCache(Cursor options, String what, Findings findings) {
        if (options.copy().skipTo("cache") && !hasCache(options)) {
            findings.refuse(what + NEEDS_CACHE);
        }
    }

    private static boolean hasCache(Cursor options) {
        if (!options.skipTo("cache")) {
            return false;
        }
        Token size = options.peek(1);
        return size != null && size.kind() == Token.Kind.NUMBER && (size.value().equals("1") || isMany(size.value()));
    }

    private static boolean isMany(String size) {
        String digits = size.replace("_", "");
        try {
            return Long.parseLong(digits) >= MANY;
        } catch (NumberFormatException e) {
            return digits.chars().allMatch(c -> c >= '0' && c <= '9');
        }
    }
}
