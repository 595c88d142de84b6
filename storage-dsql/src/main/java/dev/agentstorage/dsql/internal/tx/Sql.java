package dev.agentstorage.dsql.internal.tx;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A statement built from constant text, and the values bound to its placeholders. Values are never inserted into
 * the text. Values are {@code String}, {@code Long}, {@code Integer}, {@code Double}, {@code Boolean}, {@code LocalDateTime}, {@code
 * OffsetDateTime} or null. Not thread-safe.
 */
public final class Sql {
    private final StringBuilder text;
    private final List<@Nullable Object> values = new ArrayList<>();
    private boolean conditions;
    private @Nullable Part beforeWindow;
    private @Nullable Part afterWindow;
    private long limit = Long.MAX_VALUE;
    private long offset;

    /** The lengths of text and values at a position in the statement. */
    private record Part(int text, int values) {}

    private Sql(String text, int extra) {
        this.text = new StringBuilder(text.length() + extra).append(text);
    }

    /** Creates a statement. */
    public static Sql of(String text, @Nullable Object... values) {
        return new Sql(text, 128).bind(values);
    }

    /** Appends text and binds the values of its placeholders. */
    public Sql add(String more, @Nullable Object... bound) {
        text.append(more);
        return bind(bound);
    }

    /** Appends another statement with its values, in parentheses. */
    public Sql add(Sql other) {
        text.append('(').append(other.text).append(')');
        values.addAll(other.values);
        return this;
    }

    /** Appends a condition: the first one after {@code WHERE}, further ones after {@code AND}. */
    public Sql where(String condition, @Nullable Object... bound) {
        text.append(conditions ? " AND " : " WHERE ");
        conditions = true;
        return add(condition, bound);
    }

    /**
     * Appends an {@code IN} condition, which is false if there are no values. The list is padded to a power of two by repeating the last
     * value, so that lists of different lengths share a few prepared statements.
     */
    public Sql whereIn(String expression, Collection<String> members) {
        if (members.isEmpty()) {
            return where("FALSE");
        }
        where(expression);
        text.append(" IN ");
        return list(members);
    }

    /** Appends a list in parentheses, padded as in {@link #whereIn}. There must be at least one value. */
    public Sql list(Collection<String> members) {
        int size = members.size();
        int filled = size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
        String last = "";
        for (Iterator<String> each = members.iterator(); each.hasNext(); ) {
            last = each.next();
            values.add(last);
        }
        for (int i = size; i < filled; i++) {
            values.add(last);
        }
        return placeholders(filled);
    }

    /** Appends {@code count} placeholders in parentheses. */
    public Sql placeholders(int count) {
        text.append('(');
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "?" : ", ?");
        }
        text.append(')');
        return this;
    }

    /** Appends rows of placeholders, each in parentheses. The values must be bound row by row. */
    public Sql rows(int rows, int columns) {
        text.ensureCapacity(text.length() + rows * (columns * 3 + 2) + 64);
        for (int i = 0; i < rows; i++) {
            if (i > 0) {
                text.append(", ");
            }
            placeholders(columns);
        }
        return this;
    }

    /** Binds the values of the next placeholders. */
    public Sql bind(@Nullable Object... bound) {
        for (Object value : bound) {
            values.add(value);
        }
        return this;
    }

    /**
     * Appends the limit and the offset of a listing. Nothing may be appended afterwards.
     *
     * @param newLimit maximum number of rows; {@code Long.MAX_VALUE} for no limit
     */
    public Sql window(long newLimit, long newOffset) {
        beforeWindow = here();
        limit = newLimit;
        offset = newOffset;
        if (newLimit != Long.MAX_VALUE) {
            add(" LIMIT ?", newLimit);
        }
        if (newOffset > 0) {
            add(" OFFSET ?", newOffset);
        }
        afterWindow = here();
        return this;
    }

    /** Marks a complete statement as a listing without a limit. */
    public Sql listing() {
        return window(Long.MAX_VALUE, 0);
    }

    /** Marks a listing that must not skip rows. */
    public Sql complete() {
        beforeWindow = null;
        return this;
    }

    private Part here() {
        return new Part(text.length(), values.size());
    }

    /** Returns whether this is a listing whose unreadable rows may be skipped. */
    boolean isListing() {
        return beforeWindow != null && here().equals(afterWindow);
    }

    long limit() {
        return limit;
    }

    long offset() {
        return offset;
    }

    /** Returns the same listing with another window. */
    Sql withWindow(long newLimit, long newOffset) {
        Part part = Objects.requireNonNull(beforeWindow);
        Sql copy = new Sql(text.substring(0, part.text()), 32);
        copy.values.addAll(values.subList(0, part.values()));
        return copy.window(newLimit, newOffset);
    }

    /** Returns the text. */
    public String text() {
        return text.toString();
    }

    /** Returns the bound values in order. */
    List<@Nullable Object> values() {
        return values;
    }

    /** Returns the text with its placeholders, without values. */
    @Override
    public String toString() {
        return text.toString();
    }
}
