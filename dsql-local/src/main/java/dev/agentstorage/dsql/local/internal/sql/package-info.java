/**
 * Parses query texts with a complete PostgreSQL lexer and small grammars of the relevant clauses.
 *
 * <p>{@link dev.agentstorage.dsql.local.internal.sql.SqlParser} is the entry point. Nothing here talks to a database:
 * what only the catalog knows (the type of a column, the columns of a key) is decided elsewhere.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.sql;

import org.jspecify.annotations.NullMarked;
