package dev.agentstorage.spi;

/** Placeholder. */
public interface AgentBackend {}
