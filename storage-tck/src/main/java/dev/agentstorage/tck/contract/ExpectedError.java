package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLarge;
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

    /** Asserts {@code InvalidRequest} with that code. */
    static InvalidRequest invalid(String code, ThrowingCallable call) {
        return expect(InvalidRequest.class, code, call);
    }

    /** Asserts {@code TooLarge} with that code. */
    static TooLarge tooLarge(String code, ThrowingCallable call) {
        return expect(TooLarge.class, code, call);
    }
}
