@NullMarked
package dev.agentstorage.dsql.local.rawclient;

import org.jspecify.annotations.NullMarked;
