package dev.agentstorage.dsql;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Real connections to the real server, on which one chosen call after another goes wrong. Thread-safe. */
final class FaultyDataSource {
    /** Where a fault strikes. */
    enum Point {
        CONNECT,
        STATEMENT,
        COMMIT
    }

    /** A fault: before the call nothing reaches the server; after it, the work is done and only the answer is lost. */
    record Fault(Point point, boolean after, String sqlState) {}

    private static final Fault CUT_BEFORE = new Fault(Point.STATEMENT, false, "08006");
    private static final Fault CUT_AFTER = new Fault(Point.STATEMENT, true, "08006");

    private final DataSource real;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Map<Integer, Boolean> cuts = new HashMap<>();
    private int calls;
    private int opened;
    private int statements;

    FaultyDataSource(DataSource real) {
        this.real = real;
    }

    DataSource dataSource() {
        return proxy(DataSource.class, real, (name, call) -> {
            if (name.equals("getConnection")) {
                Fault refused = next(Point.CONNECT, false);
                if (refused != null) {
                    throw new SQLException("injected", refused.sqlState());
                }
                count(true);
                return connection((Connection) call.run());
            }
            return call.run();
        });
    }

    /** Lets the next call at this point fail before it reaches the server. */
    synchronized void failBefore(Point point, String sqlState) {
        faults.add(new Fault(point, false, sqlState));
    }

    /** Lets the next call at this point fail after the server has done it. */
    synchronized void failAfter(Point point, String sqlState) {
        faults.add(new Fault(point, true, sqlState));
    }

    /**
     * Cuts connections at some of the next calls, statements and commits alike.
     *
     * @param newCuts the numbers of the calls, from 0, and whether the server has done what was asked when the connection goes
     */
    synchronized void cut(Map<Integer, Boolean> newCuts) {
        cuts.clear();
        cuts.putAll(newCuts);
        calls = 0;
    }

    /** Cuts no more. @return the number of cuts left */
    synchronized int heal() {
        int left = cuts.size();
        cuts.clear();
        return left;
    }

    /** Returns whether this call is cut after it was done; null when it is not cut. */
    private synchronized Boolean nextCut() {
        return cuts.remove(calls++);
    }

    synchronized int faultsLeft() {
        return faults.size();
    }

    synchronized int opened() {
        return opened;
    }

    synchronized int statements() {
        return statements;
    }

    private synchronized void count(boolean connection) {
        opened += connection ? 1 : 0;
        statements += connection ? 0 : 1;
    }

    private synchronized Fault next(Point point, boolean after) {
        Fault fault = faults.peek();
        return fault != null && fault.point() == point && fault.after() == after ? faults.poll() : null;
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, connection, (name, call) -> switch (name) {
            case "commit" -> struck(Point.COMMIT, connection, call);
            case "prepareStatement" -> statement((PreparedStatement) call.run(), connection);
            default -> call.run();
        });
    }

    private PreparedStatement statement(PreparedStatement statement, Connection connection) {
        return proxy(PreparedStatement.class, statement, (name, call) -> {
            if (name.startsWith("execute")) {
                count(false);
                return struck(Point.STATEMENT, connection, call);
            }
            return call.run();
        });
    }

    private Object struck(Point point, Connection connection, Call call) throws Throwable {
        Boolean cutAfter = nextCut();
        strike(Boolean.FALSE.equals(cutAfter) ? CUT_BEFORE : next(point, false), connection);
        Object result = call.run();
        strike(Boolean.TRUE.equals(cutAfter) ? CUT_AFTER : next(point, true), connection);
        return result;
    }

    private static void strike(Fault fault, Connection connection) throws SQLException {
        if (fault != null) {
            if (fault.sqlState().startsWith("08")) {
                connection.close();
            }
            throw new SQLException("injected", fault.sqlState());
        }
    }

    private interface Call {
        Object run() throws Throwable;
    }

    private interface Interception {
        Object around(String name, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Object target, Interception interception) {
        InvocationHandler handler = (self, method, arguments) ->
                interception.around(method.getName(), () -> invoke(method, target, arguments));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object invoke(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
