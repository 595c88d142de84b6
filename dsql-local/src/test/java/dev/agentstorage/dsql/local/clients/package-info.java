@NullMarked
package dev.agentstorage.dsql.local.clients;

import org.jspecify.annotations.NullMarked;
