@NullMarked
package dev.agentstorage.transfer;

import org.jspecify.annotations.NullMarked;
