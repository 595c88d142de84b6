@org.jspecify.annotations.NullMarked
package dev.agentstorage.dsql.internal.observability;
