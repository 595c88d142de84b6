package dev.agentstorage.tck.engine.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/** Builds the text of a failure: a short description of the difference, the place in the kit, and the place in the backend. */
final class FailureText {
    private static final int LONGEST_MESSAGE = 1000;
    private static final int LONGEST_DESCRIPTION = 200;

    private FailureText() {}

    /**
     * Returns the text.
     *
     * @param contract the class of the test that failed
     * @param backend the provider's class, if known
     */
    static String of(Throwable failure, Class<?> contract, Optional<Class<?>> backend) {
        StringBuilder text = new StringBuilder(what(failure));
        frame(failure, contract.getName())
                .ifPresent(frame -> text.append("\n  test: ").append(frame));
        backend.map(Class::getPackageName)
                .flatMap(own -> frame(failure, own + "."))
                .filter(frame -> !text.toString().endsWith(frame))
                .ifPresent(frame -> text.append("\n  backend: ").append(frame));
        return text.toString();
    }

    private static String what(Throwable failure) {
        String message =
                failure.getMessage() == null ? "" : failure.getMessage().strip();
        if (failure instanceof AssertionFailedError error && error.isExpectedDefined() && error.isActualDefined()) {
            List<String> differences = Differences.between(
                    error.getExpected().getStringRepresentation(),
                    error.getActual().getStringRepresentation());
            if (!differences.isEmpty()) {
                return description(message) + "the actual value is not the expected one\n    "
                        + String.join("\n    ", differences);
            }
        }
        String shown = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
        if (failure instanceof AssertionError && !shown.isEmpty()) {
            return shown;
        }
        return failure.getClass().getSimpleName() + (shown.isEmpty() ? "" : ": " + shown);
    }

    /** Returns the description of the assertion, which is in brackets at the start of its message. */
    private static String description(String message) {
        int end = message.indexOf("] ");
        return message.startsWith("[") && end > 0 && end < LONGEST_DESCRIPTION ? message.substring(0, end + 2) : "";
    }

    /** Returns the innermost frame whose class name has this prefix; frames of the failure itself come before those of its causes. */
    private static Optional<String> frame(Throwable failure, String className) {
        return Stream.iterate(failure, error -> error != null, Throwable::getCause)
                .limit(10)
                .flatMap(error -> Stream.of(error.getStackTrace()))
                .filter(frame -> frame.getClassName().startsWith(className))
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber() + " (" + frame.getMethodName() + ")")
                .findFirst();
    }
}
