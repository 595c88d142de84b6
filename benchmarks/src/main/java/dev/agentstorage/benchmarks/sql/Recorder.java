package dev.agentstorage.benchmarks.sql;

import dev.agentstorage.benchmarks.sql.RecordedStatement.Binding;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Real connections whose prepared statements are written down as they are executed. Thread-safe. */
public final class Recorder {
    private final DataSource real;
    private final List<RecordedStatement> statements = new ArrayList<>();

    /** Watches the connections of a data source. */
    public Recorder(DataSource real) {
        this.real = real;
    }

    /** Gives the connections. */
    public DataSource dataSource() {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = invoke(method, real, arguments);
            return result instanceof Connection connection ? watched(connection) : result;
        });
    }

    /** Returns what was executed while the work ran. Work of other threads at the same time counts too. */
    public List<RecordedStatement> during(Runnable work) {
        synchronized (statements) {
            statements.clear();
        }
        work.run();
        synchronized (statements) {
            return List.copyOf(statements);
        }
    }

    private Connection watched(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoke(method, connection, arguments);
            return result instanceof PreparedStatement statement && arguments != null
                    ? watched(statement, (String) arguments[0])
                    : result;
        });
    }

    private PreparedStatement watched(PreparedStatement statement, String text) {
        List<Binding> bindings = new ArrayList<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                synchronized (statements) {
                    statements.add(new RecordedStatement(text, bindings));
                }
            } else if (method.getName().startsWith("set") && arguments != null && arguments.length > 1) {
                // of a batch, what the last row bound overrides the rest when it is bound again
                bindings.add(new Binding(method, Collections.unmodifiableList(Arrays.asList(arguments.clone()))));
            }
            return invoke(method, statement, arguments);
        });
    }

    private interface Interception {
        @Nullable
        Object around(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Interception interception) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader() == null ? Recorder.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> interception.around(method, arguments)));
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
