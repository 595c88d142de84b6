package dev.agentstorage.tck.selftest.mutant;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts one defect in front of a part of a backend: in what it is asked, in what it answers, or in the rows that it gives. */
final class Wrong {
    private static final Pattern READ = Pattern.compile("(get|list|count|last|pending|resolve).*");

    private Wrong() {}

    /** A call that is forwarded to the real part. */
    private interface Call {
        @Nullable
        Object proceed(@Nullable Object[] arguments) throws Throwable;
    }

    private interface Handler {
        @Nullable
        Object handle(Method method, @Nullable Object[] arguments, Call call) throws Throwable;
    }

    private static <B> B before(Class<B> type, B real, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
                    return handler.handle(method, given, changed -> {
                        try {
                            return method.invoke(real, changed);
                        } catch (InvocationTargetException e) {
                            throw e.getCause() == null ? e : e.getCause();
                        }
                    });
                }));
    }

    /** Every row that any method gives is changed, alone, in an {@code Optional} or in a list. */
    static <B, R> UnaryOperator<B> rows(Class<B> type, Class<R> row, UnaryOperator<R> change) {
        return real -> before(type, real, (method, arguments, call) -> changed(row, change, call.proceed(arguments)));
    }

    private static <R> @Nullable Object changed(Class<R> row, UnaryOperator<R> change, @Nullable Object answer) {
        if (answer instanceof Optional<?> optional) {
            return optional.map(value -> row.isInstance(value) ? (Object) change.apply(row.cast(value)) : value);
        }
        if (answer instanceof List<?> list) {
            return list.stream()
                    .map(value -> row.isInstance(value) ? (Object) change.apply(row.cast(value)) : value)
                    .toList();
        }
        return row.isInstance(answer) ? change.apply(row.cast(answer)) : answer;
    }

    /** One method is asked something else: its argument of that type is changed. */
    static <B, A> UnaryOperator<B> asked(Class<B> type, String name, Class<A> argument, UnaryOperator<A> change) {
        return real -> before(type, real, (method, arguments, call) -> {
            @Nullable Object[] given = arguments.clone();
            for (int i = 0; i < given.length && method.getName().equals(name); i++) {
                if (argument.isInstance(given[i])) {
                    given[i] = change.apply(argument.cast(given[i]));
                }
            }
            return call.proceed(given);
        });
    }

    /** One method answers something else. */
    static <B> UnaryOperator<B> answers(Class<B> type, String name, UnaryOperator<Object> change) {
        return real -> before(type, real, (method, arguments, call) -> {
            Object answer = call.proceed(arguments);
            return method.getName().equals(name) && answer != null ? change.apply(answer) : answer;
        });
    }

    /** One method does something else with the real part. */
    static <B> UnaryOperator<B> instead(Class<B> type, String name, BiFunction<B, Object[], Object> action) {
        return real -> before(
                type,
                real,
                (method, arguments, call) ->
                        method.getName().equals(name) ? action.apply(real, arguments) : call.proceed(arguments));
    }

    /** What one method answered it answers again, until another method that changes something is called: a cache that knows own writes only. */
    static <B> UnaryOperator<B> cached(Class<B> type, String name) {
        Map<List<Object>, Object> answers = new ConcurrentHashMap<>();
        return real -> before(type, real, (method, arguments, call) -> {
            if (method.getName().equals(name)) {
                List<Object> key = Arrays.asList(arguments);
                Object known = answers.get(key);
                Object answer = known == null ? call.proceed(arguments) : known;
                answers.put(key, answer);
                return answer;
            }
            if (!READ.matcher(method.getName()).matches()) {
                answers.clear();
            }
            return call.proceed(arguments);
        });
    }
}
