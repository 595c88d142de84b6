/** Configuration: options and their values, validated together. */
@NullMarked
package dev.agentstorage.config;

import org.jspecify.annotations.NullMarked;
