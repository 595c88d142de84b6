package dev.agentstorage.config;

/** Placeholder. */
public final class Option<T> {}
