@NullMarked
package dev.agentstorage.recall;

import org.jspecify.annotations.NullMarked;
