@NullMarked
package dev.agentstorage.vector.langchain4j;

import org.jspecify.annotations.NullMarked;
