@NullMarked
package dev.agentstorage.recall.internal.search;

import org.jspecify.annotations.NullMarked;
