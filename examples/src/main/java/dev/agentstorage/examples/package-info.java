/** Small programs that show how Agent Storage is used. */
@NullMarked
package dev.agentstorage.examples;

import org.jspecify.annotations.NullMarked;
