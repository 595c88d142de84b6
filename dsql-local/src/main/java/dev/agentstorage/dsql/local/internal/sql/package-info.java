/**
 * Parses query texts with a complete PostgreSQL lexer and small grammars for the relevant clauses.
 *
 * <p>{@link dev.agentstorage.dsql.local.internal.sql.SqlParser} is the entry point. Nothing here accesses a database:
 * checks that need the catalog (the type of a column, the columns of a key) are made elsewhere.
 */
@NullMarked
package dev.agentstorage.dsql.local.internal.sql;

import org.jspecify.annotations.NullMarked;
