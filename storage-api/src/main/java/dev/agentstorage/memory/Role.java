package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.OpenValue;

/**
 * The role of the author of a message. An open value: unknown values are kept (rule {@code MEM-31}).
 *
 * @param value the stored role
 */
public record Role(String value) implements OpenValue {
    /** The user. */
    public static final Role USER = new Role("user");
    /** The agent. */
    public static final Role ASSISTANT = new Role("assistant");
    /** Instructions. */
    public static final Role SYSTEM = new Role("system");
    /** The result of a tool. */
    public static final Role TOOL = new Role("tool");

    /**
     * Rejects null.
     *
     * @param value the stored role
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public Role {
        Checks.notNull("role", value);
    }

    /**
     * {@return the role with this text, as {@link #toString} returns it; the text may be unknown}
     *
     * @param value the text
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static Role of(String value) {
        return new Role(value);
    }

    /** Returns the stored role. */
    @Override
    public String toString() {
        return value;
    }
}
