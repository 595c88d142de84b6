/**
 * The errors of Agent Storage, grouped by what the caller can do: fix the call, re-read and retry, read back, wait, or give up. Every error is a
 * {@link dev.agentstorage.error.StorageException}.
 */
@NullMarked
package dev.agentstorage.error;

import org.jspecify.annotations.NullMarked;
