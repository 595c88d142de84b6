@NullMarked
package dev.agentstorage.store;

import org.jspecify.annotations.NullMarked;
