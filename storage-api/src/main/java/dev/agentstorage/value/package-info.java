/** The values that every domain uses: JSON documents, versions, pages and cursors. All of them are immutable. */
@NullMarked
package dev.agentstorage.value;

import org.jspecify.annotations.NullMarked;
