@NullMarked
package dev.agentstorage.internal;

import org.jspecify.annotations.NullMarked;
