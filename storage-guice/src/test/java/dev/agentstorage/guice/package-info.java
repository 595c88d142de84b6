@NullMarked
package dev.agentstorage.guice;

import org.jspecify.annotations.NullMarked;
