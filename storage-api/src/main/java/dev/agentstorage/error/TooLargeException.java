package dev.agentstorage.error;

/**
 * A value or a batch is over a limit of the backend. Nothing was changed. The details say what is too large ({@code field}), the {@code
 * limit} and the {@code size}, and what to do ({@code hint}).
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
     * @param limit the maximum size, in the unit of the limit; -1 when it is not known
     * @param size the size that was given, in the same unit; -1 when it is not known
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

    /** {@return the maximum size; -1 when it is not known} */
    public long limit() {
        return limit;
    }

    /** {@return the size that was refused; -1 when it is not known} */
    public long size() {
        return size;
    }
}
