package dev.agentstorage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.NotInitializedException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.spi.BulkStep;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A backend of one domain that keeps nothing: it records what a store asks of it, and gives the configured answers, or else nothing.
 * A method of a part is named with its part, as {@code threads.get}; giving a part is no call. Used by one thread.
 *
 * @param <B> the interface of the domain
 */
final class RecordedBackend<B> implements Supplier<B> {
    private final B backend;
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Queue<Function<List<Object>, Object>>> answers = new HashMap<>();
    private boolean closed;

    /** One call of the SPI. */
    record Call(String method, List<Object> arguments) {
        /** Returns an argument by its place, from 0. */
        <T> T argument(int index, Class<T> type) {
            return type.cast(arguments.get(index));
        }
    }

    RecordedBackend(Class<B> spi) {
        this.backend = proxy(spi, "");
    }

    /** Gives the backend for one step, as a storage does: not after it was closed. */
    @Override
    public B get() {
        if (closed) {
            throw new NotInitializedException("storage-closed", "the storage is closed", Map.of());
        }
        return backend;
    }

    /** Ends the storage between two steps. */
    void close() {
        closed = true;
    }

    /** Answers the next call of a method that has no answer yet; an exception is thrown. */
    RecordedBackend<B> answer(String method, Object answer) {
        return answerWith(method, arguments -> answer);
    }

    /** Answers the next call of a method that has no answer yet by its arguments. */
    RecordedBackend<B> answerWith(String method, Function<List<Object>, Object> answer) {
        answers.computeIfAbsent(method, name -> new ArrayDeque<>()).add(answer);
        return this;
    }

    /** Returns the calls so far. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Returns the one call that there was. */
    Call call() {
        if (calls.size() != 1) {
            throw new AssertionError("not one call but " + calls);
        }
        return calls.get(0);
    }

    /** Returns one argument of every call of a method, by its place from 0. */
    <T> List<T> arguments(String method, int index, Class<T> type) {
        return calls.stream()
                .filter(call -> call.method().equals(method))
                .map(call -> call.argument(index, type))
                .toList();
    }

    /** Checks that a call is refused with a code before it asks anything of the backend. */
    void refuses(String code, ThrowingCallable call) {
        int before = calls.size();
        StorageException error = catchThrowableOfType(StorageException.class, call);
        assertThat(error).isNotNull();
        assertThat(error.code()).isEqualTo(code);
        assertThat(calls).hasSize(before);
    }

    private <P> P proxy(Class<P> spi, String prefix) {
        InvocationHandler handler = (self, method, arguments) -> isPart(method)
                ? proxy(method.getReturnType(), method.getName() + ".")
                : answer(prefix, method, arguments);
        return spi.cast(Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[] {spi}, handler));
    }

    private static boolean isPart(Method method) {
        Class<?> type = method.getReturnType();
        return type.isInterface() && type.getPackageName().equals(BulkStep.class.getPackageName());
    }

    private Object answer(String prefix, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            throw new UnsupportedOperationException(method.getName());
        }
        String name = prefix + method.getName();
        List<Object> given = arguments == null ? List.of() : Arrays.asList(arguments.clone());
        calls.add(new Call(name, given));
        Queue<Function<List<Object>, Object>> told = answers.get(name);
        Object answer =
                told == null || told.isEmpty() ? nothing(method) : told.remove().apply(given);
        if (answer instanceof Throwable error) {
            throw error;
        }
        return answer;
    }

    private static Object nothing(Method method) {
        Class<?> type = method.getReturnType();
        if (type == BulkStep.class) {
            return new BulkStep(0, true);
        } else if (type == Optional.class) {
            return Optional.empty();
        } else if (type == List.class || type == Collection.class) {
            return List.of();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Set.class) {
            return Set.of();
        } else if (type == long.class) {
            return 0L;
        } else if (type == boolean.class) {
            return false;
        }
        throw new AssertionError("no answer for " + method.getName());
    }
}
