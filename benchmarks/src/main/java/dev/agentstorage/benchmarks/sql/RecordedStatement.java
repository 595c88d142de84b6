package dev.agentstorage.benchmarks.sql;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A statement as it was sent. Immutable and thread-safe.
 *
 * @param text with its placeholders
 * @param bindings the calls that bound its values, in order
 */
public record RecordedStatement(String text, List<Binding> bindings) {
    /** A call that bound a value. */
    public record Binding(Method method, List<@Nullable Object> arguments) {}

    /** Copies the bindings. */
    public RecordedStatement {
        bindings = List.copyOf(bindings);
    }

    /** Whether it reads and claims nothing. */
    public boolean reads() {
        String upper = text.stripLeading().toUpperCase(Locale.ROOT);
        return (upper.startsWith("SELECT") || upper.startsWith("(") || upper.startsWith("WITH"))
                && !upper.contains(" FOR UPDATE")
                && !upper.contains(" FOR KEY SHARE");
    }

    /** Number of placeholders. Strings and names in the text must hold no question mark. */
    public int placeholders() {
        return (int) text.chars().filter(character -> character == '?').count();
    }

    /** Prepares it again, with text before it, and binds the same values. */
    public PreparedStatement prepare(Connection connection, String before) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(before + text);
        try {
            for (Binding binding : bindings) {
                binding.method().invoke(statement, binding.arguments().toArray());
            }
            return statement;
        } catch (InvocationTargetException | IllegalAccessException e) {
            statement.close();
            throw new IllegalStateException("the values could not be bound again", e);
        }
    }
}
