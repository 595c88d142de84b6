/** A vector store on Amazon S3 Vectors. {@link dev.agentstorage.vector.s3vectors.S3VectorsProvider} has its options and limits. */
@NullMarked
package dev.agentstorage.vector.s3vectors;

import org.jspecify.annotations.NullMarked;
