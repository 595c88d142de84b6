/** Embedding models of LangChain4j as embedders of vector stores. */
@NullMarked
package dev.agentstorage.vector.langchain4j;

import org.jspecify.annotations.NullMarked;
