package dev.agentstorage.tck.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The kit's own version, as its build wrote it down. */
final class KitVersion {
    private KitVersion() {}

    static String get() {
        try (InputStream in = KitVersion.class.getResourceAsStream("kit.properties")) {
            Properties properties = new Properties();
            properties.load(Objects.requireNonNull(in, "kit.properties is missing from the kit's jar"));
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
