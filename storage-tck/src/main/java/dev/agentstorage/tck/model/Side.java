package dev.agentstorage.tck.model;

import dev.agentstorage.Storage;

/**
 * One of the two storages that a sequence runs on.
 *
 * @param storage the storage
 * @param prefix what the ids of the sequence begin with, the same on both sides
 */
record Side(Storage storage, String prefix) {}
