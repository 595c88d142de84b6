package dev.agentstorage.dsql.internal.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Quotes names of schemas, tables, columns and indexes in SQL text. Nothing else quotes names. Stateless and thread-safe. */
public final class Identifiers {
    /** Maximum length of a name on the server, in bytes. */
    public static final int MAX_LENGTH = 63;

    private static final Pattern VALID = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final int HASH_LENGTH = 8;

    private Identifiers() {}

    /** Returns whether a name consists of letters, digits and underscores, at most {@value #MAX_LENGTH}. */
    public static boolean isValid(String name) {
        return name.length() <= MAX_LENGTH && VALID.matcher(name).matches();
    }

    /**
     * Returns the name in quotes.
     *
     * @throws IllegalArgumentException if it is not {@linkplain #isValid valid}
     */
    public static String quote(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException("not an identifier: " + name);
        }
        return '"' + name + '"';
    }

    /** Returns a name from the catalog in quotes. It may contain any characters. */
    static String quoteFound(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Returns the quoted name of a table in its schema. */
    public static String qualified(String schema, String table) {
        return quote(schema) + '.' + quote(table);
    }

    /** Returns the physical name of an index: in a schema other than {@code public}, the schema's name precedes it. */
    public static String indexName(String schema, String name) {
        return fitted(schema.equals("public") ? name : schema + "_" + name);
    }

    /** Returns a name within the maximum length: a longer name is truncated, and a hash of the full name is appended. */
    public static String fitted(String name) {
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            String hash = HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
            return name.substring(0, MAX_LENGTH - HASH_LENGTH - 1) + '_' + hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
