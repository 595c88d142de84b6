@NullMarked
package dev.agentstorage;

import org.jspecify.annotations.NullMarked;
