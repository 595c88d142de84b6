package dev.agentstorage.value;

/** The kinds of a JSON value. */
public enum JsonKind {
    /** A set of named members. */
    OBJECT,
    /** A list of elements. */
    ARRAY,
    /** A text. */
    STRING,
    /** A decimal number of any size. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** The value {@code null}. */
    NULL
}
