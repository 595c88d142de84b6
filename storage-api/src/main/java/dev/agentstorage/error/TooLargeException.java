package dev.agentstorage.error;

/**
 * A value or a batch exceeds a limit of the backend. Nothing was changed. The details contain {@code field}, {@code limit}, {@code size} and a
 * {@code hint}.
 */
public final class TooLargeException extends StorageException {
    /** What is too large. */
    private final String field;

    /** The maximum. */
    private final long limit;

    /** The actual size. */
    private final long size;

    /**
     * Creates the error; the three values are also in the details, with {@code hint}.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param field what is too large
     * @param limit the maximum size, in the unit of the limit; -1 if unknown
     * @param size the actual size, in the same unit; -1 if unknown
     * @param hint what to do instead, for example the name of the bulk operation; not blank
     */
    public TooLargeException(String code, String message, String field, long limit, long size, String hint) {
        super(code, message, Details.of("field", field, "limit", limit, "size", size, "hint", hint), null);
        if (hint.isBlank()) {
            throw new IllegalArgumentException("the error " + code + " does not say what to do");
        }
        this.field = field;
        this.limit = limit;
        this.size = size;
    }

    /** {@return the name of what is too large} */
    public String field() {
        return field;
    }

    /** {@return the maximum size; -1 if unknown} */
    public long limit() {
        return limit;
    }

    /** {@return the rejected size; -1 if unknown} */
    public long size() {
        return size;
    }
}
