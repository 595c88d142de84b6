@NullMarked
package dev.agentstorage.vector.s3vectors;

import org.jspecify.annotations.NullMarked;
