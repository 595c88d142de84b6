package dev.agentstorage.error;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The call itself is invalid and never succeeds unchanged: fix the call. Nothing was changed. */
public final class InvalidRequestException extends StorageException {
    private final transient List<Problem> problems;

    /**
     * One problem of a request or a configuration.
     *
     * @param field the subject of the problem: a parameter, an option, a path
     * @param message the problem, without any secret value
     * @param suggestion what the caller probably meant; {@code null} if unknown
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
     * Creates the error for several problems; they are also in the details as {@code problems}.
     *
     * @param code the stable code of the error
     * @param message the constant text of the message, without values
     * @param problems the problems
     */
    public InvalidRequestException(String code, String message, List<Problem> problems) {
        super(code, message, Map.of("problems", List.copyOf(problems)), null);
        this.problems = List.copyOf(problems);
    }

    /** {@return all problems in the order of the input; empty when there is only the one in the message} */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
