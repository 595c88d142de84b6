package dev.agentstorage.dsql.internal.schema;

import dev.agentstorage.dsql.internal.tx.SqlStates;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import java.sql.SQLException;

/**
 * One change of the schema, a separate transaction. Running it again is harmless.
 *
 * @param kind what it does
 * @param object what it makes, changes or removes
 * @param sql the statement
 * @param optional whether the storage works without it
 */
public record Step(Kind kind, String object, String sql, boolean optional) {
    /** A change without which the storage does not work. */
    public Step(Kind kind, String object, String sql) {
        this(kind, object, sql, false);
    }

    /** The kinds of changes, and what a role needs for them. */
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
     * Refuses a change that the role may not make.
     *
     * @throws InvalidRequestException {@code schema-rights-missing} with the statement's kind, the object and the right
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

    /** Returns this step as one without which the storage works. */
    Step asOptional() {
        return new Step(kind, object, sql, true);
    }

    /** As {@link #requireRight(SQLException, Kind, String)} for this step. */
    public void requireRight(SQLException e) {
        requireRight(e, kind, object);
    }
}
