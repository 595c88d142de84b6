package dev.agentstorage.error;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call itself is wrong and will never succeed unchanged: fix the call. Nothing was changed. */
public final class InvalidRequestException extends StorageException {
    private final transient List<Problem> problems;

    /**
     * One thing that is wrong with a request or a configuration.
     *
     * @param field what the problem is about: a parameter, an option, a path
     * @param message what is wrong with it, never with a secret value in it
     * @param suggestion what the caller probably meant, or {@code null}
     */
    public record Problem(
            String field, String message, @Nullable String suggestion) {
        /** Returns the problem as a line of text. */
        @Override
        public String toString() {
            return field + " " + message + (suggestion == null ? "" : " (did you mean '" + suggestion + "'?)");
        }
    }

    /**
     * Creates the error with its stable code, constant message and values.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     */
    public InvalidRequestException(String code, String message, Map<String, ?> details) {
        this(code, message, details, null);
    }

    /**
     * Creates the error with its cause.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param details the values of the error, by name
     * @param cause the cause; {@code null} if unknown
     */
    public InvalidRequestException(String code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(code, message, details, cause);
        this.problems = List.of();
    }

    /**
     * Creates the error for several problems that were found together; they are also in the details as {@code problems}.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param problems the problems
     */
    public InvalidRequestException(String code, String message, List<Problem> problems) {
        super(code, message, Map.of("problems", List.copyOf(problems)), null);
        this.problems = List.copyOf(problems);
    }

    /** {@return every problem found, in the order of the input; empty when there is just the one that the message names} */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
