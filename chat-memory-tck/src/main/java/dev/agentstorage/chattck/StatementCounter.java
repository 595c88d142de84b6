package dev.agentstorage.chattck;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a store sends through a data source: statements, with each row of a batch as one, and the characters of string parameters. Commits
 * are not counted. Thread-safe.
 */
public final class StatementCounter {
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong characters = new AtomicLong();

    /** Creates a counter that starts at 0. */
    public StatementCounter() {}

    /** Returns a data source that counts and delegates to this one. */
    public DataSource watch(DataSource source) {
        return proxy(DataSource.class, new DataSourceCalls(source));
    }

    Counts counts() {
        return new Counts(statements.get(), characters.get());
    }

    record Counts(long statements, long characters) {
        Counts since(Counts earlier) {
            return new Counts(statements - earlier.statements, characters - earlier.characters);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(StatementCounter.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    /** Delegates every call. */
    private abstract static class Calls implements InvocationHandler {
        private final Object target;

        Calls(Object target) {
            this.target = target;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            try {
                before(method.getName(), arguments == null ? new Object[0] : arguments);
                return after(method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }

        void before(String method, Object[] arguments) {}

        @Nullable
        Object after(@Nullable Object result) {
            return result;
        }
    }

    private final class DataSourceCalls extends Calls {
        DataSourceCalls(DataSource target) {
            super(target);
        }

        @Override
        @Nullable
        Object after(@Nullable Object result) {
            return result instanceof Connection connection
                    ? proxy(Connection.class, new ConnectionCalls(connection))
                    : result;
        }
    }

    private final class ConnectionCalls extends Calls {
        ConnectionCalls(Connection target) {
            super(target);
        }

        @Override
        @Nullable
        Object after(@Nullable Object result) {
            if (result instanceof CallableStatement statement) {
                return proxy(CallableStatement.class, new StatementCalls(statement));
            }
            if (result instanceof PreparedStatement statement) {
                return proxy(PreparedStatement.class, new StatementCalls(statement));
            }
            return result instanceof Statement statement
                    ? proxy(Statement.class, new StatementCalls(statement))
                    : result;
        }
    }

    private final class StatementCalls extends Calls {
        private long batch;

        StatementCalls(Statement target) {
            super(target);
        }

        @Override
        void before(String method, Object[] arguments) {
            switch (method) {
                case "addBatch" -> batch++;
                case "clearBatch" -> batch = 0;
                case "executeBatch", "executeLargeBatch" -> {
                    statements.addAndGet(batch);
                    batch = 0;
                }
                default -> {
                    if (method.startsWith("execute")) {
                        statements.incrementAndGet();
                    } else if (method.startsWith("set")
                            && arguments.length > 1
                            && arguments[1] instanceof String text) {
                        characters.addAndGet(text.length());
                    }
                }
            }
        }
    }
}
