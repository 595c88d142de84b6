@NullMarked
package dev.agentstorage.config;

import org.jspecify.annotations.NullMarked;
