package dev.agentstorage.spi;

/**
 * The version of this SPI for which a provider was written. A provider is accepted if the major versions are equal and its minor version is
 * not above that of this jar.
 *
 * @param major incremented by incompatible changes
 * @param minor incremented by additions
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
