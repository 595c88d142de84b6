package dev.agentstorage.dsql.local.faults;

/** What happens instead of a statement. */
public enum StatementFault {
    /** It fails with 40001, {@code OC001}: another transaction changed the schema. */
    SCHEMA_CHANGE,
    /** The connection is cut and an open transaction rolled back. */
    CUT
}
