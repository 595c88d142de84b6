package dev.agentstorage.dsql.local.internal.sql;

import java.util.Set;

/** PostgreSQL 16's reserved words. */
final class Keywords {

    /** Words that cannot be the name of a table or column without quotes. */
    private static final Set<String> RESERVED = words("""
            all analyse analyze and any array as asc asymmetric both case cast check collate column constraint
            create current_catalog current_date current_role current_time current_timestamp current_user default
            deferrable desc distinct do else end except false fetch for foreign from grant group having in
            initially intersect into lateral leading limit localtime localtimestamp not null offset on only or
            order placing primary references returning select session_user some symmetric system_user table then
            to trailing true union unique user using variadic when where window with
            """);

    /**
     * Words that can be the name of a function or type but not of a table or column, because they join tables or are
     * operators.
     */
    private static final Set<String> FUNCTION_OR_TYPE = words("""
            authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull
            join left like natural notnull outer overlaps right similar tablesample verbose
            """);

    private Keywords() {}

    /** Whether the word, in lower case, cannot be the name of a table or column without quotes. */
    static boolean isReserved(String word) {
        return RESERVED.contains(word) || FUNCTION_OR_TYPE.contains(word);
    }

    /** Whether the word, in lower case, cannot even be the name of a function. */
    static boolean isFullyReserved(String word) {
        return RESERVED.contains(word);
    }

    /** Splits a text into words. */
    static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+", -1));
    }
}
