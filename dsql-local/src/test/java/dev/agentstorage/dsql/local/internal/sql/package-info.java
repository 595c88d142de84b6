/** What the texts of statements show, trap by trap. */
@NullMarked
package dev.agentstorage.dsql.local.internal.sql;

import org.jspecify.annotations.NullMarked;
