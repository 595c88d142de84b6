package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a call is refused: the type tells the caller what to do, the code tells programs what it was. */
final class ExpectedError {
    private ExpectedError() {}

    /** Asserts that the call throws that type with that code, and returns the error. */
    static <E extends StorageException> E expect(Class<E> type, String code, ThrowingCallable call) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(type, error -> thrown[0] = error)
                .extracting(error -> ((StorageException) error).code())
                .isEqualTo(code);
        return type.cast(thrown[0]);
    }

    /** Asserts {@code InvalidRequestException} with that code. */
    static InvalidRequestException invalid(String code, ThrowingCallable call) {
        return expect(InvalidRequestException.class, code, call);
    }

    /** Asserts {@code TooLargeException} with that code. */
    static TooLargeException tooLarge(String code, ThrowingCallable call) {
        return expect(TooLargeException.class, code, call);
    }
}
