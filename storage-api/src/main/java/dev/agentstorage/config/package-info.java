/** Configuration: options, and the values that they are given, validated all together. */
@NullMarked
package dev.agentstorage.config;

import org.jspecify.annotations.NullMarked;
