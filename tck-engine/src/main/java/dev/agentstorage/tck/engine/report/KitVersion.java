package dev.agentstorage.tck.engine.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Properties;

/**
 * The version of the kit: a verdict is worth what its kit is. Immutable.
 *
 * @param version the version of the kit
 * @param commit the commit that it was built from; empty when its build did not know
 * @param spi the version of the interface that the kit judges; empty when that has none
 */
public record KitVersion(String version, String commit, String spi) {
    /**
     * Reads {@code version} and {@code commit} of a kit as its build wrote them down.
     *
     * @param properties a file of properties in the kit's jar
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

    /** Returns version and commit, as readers see them. */
    @Override
    public String toString() {
        return commit.isEmpty() ? version : version + " (" + commit + ")";
    }
}
