@NullMarked
package dev.agentstorage.benchmarks.conversation;

import org.jspecify.annotations.NullMarked;
