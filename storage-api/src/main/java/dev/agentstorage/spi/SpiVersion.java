package dev.agentstorage.spi;

/**
 * The version of this SPI that a provider was written against. A provider is accepted when the major number is the same and its minor
 * number is not above the one of this jar.
 *
 * @param major raised when an existing provider would no longer work
 * @param minor raised when something was added
 */
public record SpiVersion(int major, int minor) {
    /** The version of this jar. */
    public static final SpiVersion CURRENT = new SpiVersion(1, 0);

    /**
     * {@return whether a provider of the given version works with this one}
     *
     * @param provider the version of the provider
     */
    public boolean accepts(SpiVersion provider) {
        return provider.major == major && provider.minor <= minor;
    }

    /** Returns {@code major.minor}. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
