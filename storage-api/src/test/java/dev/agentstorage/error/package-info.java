@NullMarked
package dev.agentstorage.error;

import org.jspecify.annotations.NullMarked;
