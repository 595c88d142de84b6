package dev.agentstorage.config;

/** Placeholder. */
public final class StorageConfig {}
