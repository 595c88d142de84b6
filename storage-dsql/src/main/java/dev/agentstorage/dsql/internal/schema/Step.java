package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.sql.SQLException;

/**
 * One schema change, in a separate transaction. Idempotent.
 *
 * @param kind the kind of change
 * @param object the object that is created, changed or dropped
 * @param sql the statement
 * @param optional whether the storage works without it
 */
public record Step(Kind kind, String object, String sql, boolean optional) {
    /** Creates a required step. */
    public Step(Kind kind, String object, String sql) {
        this(kind, object, sql, false);
    }

    /** The kinds of changes, and the privileges that they need. */
    public enum Kind {
        /** A schema is created. */
        CREATE_SCHEMA("CREATE on the database"),
        /** A table is created. */
        CREATE_TABLE("CREATE on the schema, and REFERENCES on the table that it refers to"),
        /** A column is added. */
        ADD_COLUMN("to be the owner of the table"),
        /** A reference to another table is added. */
        ADD_REFERENCE("to be the owner of the table, and REFERENCES on the table that it refers to"),
        /** An index is created. */
        CREATE_INDEX("to be the owner of the table, and CREATE on the schema"),
        /** An index is dropped. */
        DROP_INDEX("to be the owner of the table"),
        /** Duplicates are merged. */
        MERGE_DUPLICATES("SELECT, INSERT and DELETE on the table");

        private final String right;

        Kind(String right) {
            this.right = right;
        }
    }

    /**
     * Throws an error if a change failed because the role lacks a privilege.
     *
     * @throws InvalidRequestException {@code schema-rights-missing} with the kind of change, the object and the required privilege
     */
    public static void requireRight(SQLException e, Kind kind, String object) {
        if (SqlStates.is(e, "42501")) {
            throw new InvalidRequestException(
                    "schema-rights-missing",
                    "the role may not update the schema: grant it the privilege, or initialise once with a role that has it",
                    Details.of("statement", kind.name(), "object", object, "right", kind.right),
                    e);
        }
    }

    /** Returns this step as an optional one. */
    Step asOptional() {
        return new Step(kind, object, sql, true);
    }

    /** Like {@link #requireRight(SQLException, Kind, String)}, for this step. */
    public void requireRight(SQLException e) {
        requireRight(e, kind, object);
    }
}
