package dev.agentstorage.tck.engine.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Properties;

/**
 * The version of the kit, without which a verdict means little. Immutable.
 *
 * @param version the version of the kit
 * @param commit the commit that it was built from; empty if unknown
 * @param spi the version of the interface that the kit tests; empty if it has none
 */
public record KitVersion(String version, String commit, String spi) {
    /**
     * Reads {@code version} and {@code commit} of a kit, which its build has recorded.
     *
     * @param properties a properties file in the kit's jar
     * @throws UncheckedIOException when it cannot be read
     */
    public static KitVersion of(URL properties, String spi) {
        try (InputStream in = properties.openStream()) {
            Properties read = new Properties();
            read.load(in);
            return new KitVersion(read.getProperty("version", ""), read.getProperty("commit", ""), spi);
        } catch (IOException e) {
            throw new UncheckedIOException("the kit's version cannot be read", e);
        }
    }

    /** Returns version and commit for display. */
    @Override
    public String toString() {
        return commit.isEmpty() ? version : version + " (" + commit + ")";
    }
}
