@NullMarked
package dev.agentstorage.dsql.local.internal.text;

import org.jspecify.annotations.NullMarked;
