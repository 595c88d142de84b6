package dev.agentstorage.dsql.local.internal.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The SQL scripts that {@link ServerSetup} runs, in order. */
final class SqlScripts {
    private static final List<String> NAMES = List.of(
            "roles",
            "version",
            "text_search",
            "catalogs",
            "private_schema",
            "jobs",
            "sys",
            "iam",
            "index_definitions",
            "visible_catalogs",
            "column_types",
            "sequences",
            "indexes",
            "counts",
            "row_sizes",
            "compression",
            "row_guard",
            "row_locks",
            "job_runner",
            "event_triggers");

    private SqlScripts() {}

    static List<String> all() {
        return NAMES.stream().map(SqlScripts::read).toList();
    }

    /** A fingerprint that changes whenever a script or a limit changes. */
    static String fingerprint(List<String> scripts, ServerLimits limits) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            scripts.forEach(script -> digest.update(script.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(limits.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String read(String name) {
        String file = name + ".sql";
        try (InputStream in = SqlScripts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("a script of this library is missing: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
