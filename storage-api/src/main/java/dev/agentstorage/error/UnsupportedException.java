package dev.agentstorage.error;

/** The call needs a feature that the backend lacks. Nothing was changed. */
public final class UnsupportedException extends StorageException {
    /** What the backend lacks. */
    private final String feature;

    /**
     * Creates the error.
     *
     * @param feature the name of the missing feature, as in {@code dev.agentstorage.value.Feature}
     * @param backend the name of the backend that lacks it
     */
    public UnsupportedException(String feature, String backend) {
        super(
                "feature-unsupported",
                "the backend does not support this feature",
                Details.of("feature", feature, "backend", backend),
                null);
        this.feature = feature;
    }

    /** {@return the name of the missing feature} */
    public String feature() {
        return feature;
    }
}
