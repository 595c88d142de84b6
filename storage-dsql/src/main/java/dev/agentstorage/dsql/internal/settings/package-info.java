/** The configuration after validation, as plain values. */
@NullMarked
package dev.agentstorage.dsql.internal.settings;

import org.jspecify.annotations.NullMarked;
