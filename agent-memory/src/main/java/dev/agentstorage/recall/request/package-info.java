/** Requests of memory: keys, options and requests. */
@NullMarked
package dev.agentstorage.recall.request;

import org.jspecify.annotations.NullMarked;
