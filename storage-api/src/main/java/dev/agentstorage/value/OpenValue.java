package dev.agentstorage.value;

/**
 * An extensible enumeration: some values are constants of its type, and any other text is kept, such as a role or a status that a later version
 * adds. Implementations are records of one text, whose constructor takes any. {@link Json#of} makes it a JSON string, and {@link
 * Json#as} reads it back. Immutable and thread-safe.
 */
public interface OpenValue {
    /** {@return the text} */
    String value();
}
