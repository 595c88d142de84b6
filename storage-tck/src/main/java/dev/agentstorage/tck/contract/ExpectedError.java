package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a call fails with a type, which determines what callers can do, and a code, which identifies the error. */
final class ExpectedError {
    private ExpectedError() {}

    /** Asserts that the call throws this type, and returns the error. */
    static <E extends Throwable> E thrown(Class<E> type, ThrowingCallable call) {
        Throwable error = catchThrowable(call);
        assertThat(error).as("what the call throws").isInstanceOf(type);
        return type.cast(error);
    }

    /** Asserts that the call throws this type with this code, and returns the error. */
    static <E extends StorageException> E expect(Class<E> type, String code, ThrowingCallable call) {
        E error = thrown(type, call);
        assertThat(error.code()).as("code of %s", error).isEqualTo(code);
        return error;
    }

    /** Asserts {@code InvalidRequestException} with this code. */
    static InvalidRequestException invalid(String code, ThrowingCallable call) {
        return expect(InvalidRequestException.class, code, call);
    }

    /** Asserts {@code TooLargeException} with this code. */
    static TooLargeException tooLarge(String code, ThrowingCallable call) {
        return expect(TooLargeException.class, code, call);
    }
}
