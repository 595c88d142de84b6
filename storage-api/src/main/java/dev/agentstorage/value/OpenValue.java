package dev.agentstorage.value;

/**
 * An extensible enumeration: known values are constants of the type, and any other text is kept, such as a role or a status of a later
 * version. Implementations are records with one text, whose constructor accepts any text. {@link Json#of} converts it to a JSON string, and
 * {@link Json#as} converts it back. Immutable and thread-safe.
 */
public interface OpenValue {
    /** {@return the text} */
    String value();
}
