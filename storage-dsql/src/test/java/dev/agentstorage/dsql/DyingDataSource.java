package dev.agentstorage.dsql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Connections of a process that ends right after its n-th change of the schema or the data, without another word to the server. */
final class DyingDataSource {
    /** The end of the process: nothing catches it. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    private final DataSource real;
    private final AtomicInteger left;

    DyingDataSource(DataSource real, int changes) {
        this.real = real;
        this.left = new AtomicInteger(changes);
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real, (method, arguments) -> {
            Object result = invoke(method, real, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (method, arguments) -> {
            if (left.get() <= 0 && !method.getName().equals("close")) {
                throw new Death();
            }
            Object result = invoke(method, connection, arguments);
            if (method.getName().equals("commit")) {
                changed(connection);
            }
            return method.getName().equals("createStatement") ? statement((Statement) result, connection) : result;
        });
    }

    private Statement statement(Statement statement, Connection connection) {
        return proxy(Statement.class, statement, (method, arguments) -> {
            Object result = invoke(method, statement, arguments);
            if (method.getName().equals("execute")) {
                changed(connection);
            }
            return result;
        });
    }

    private void changed(Connection connection) throws Exception {
        if (left.decrementAndGet() == 0) {
            connection.close();
            throw new Death();
        }
    }

    private interface Call {
        Object run(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Object target, Call call) {
        return type.cast(Proxy.newProxyInstance(
                target.getClass().getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call.run(method, arguments)));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
