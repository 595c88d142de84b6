package dev.agentstorage.benchmarks.storage;

import java.time.Instant;

/** A message as an application without a storage API would have it. */
record HandMessage(
        String id, String threadId, String resourceId, String role, String type, String content, Instant createdAt) {}
