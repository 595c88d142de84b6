package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import java.sql.SQLException;

/** Does one operation in one way. Used by one thread. */
interface Subject extends AutoCloseable {
    /** Does it once, and returns what came of it. */
    Object run() throws SQLException;

    /** Puts the threads back to their length. */
    void trim();

    @Override
    void close();

    /** Opens what the way needs. The servers must be configured, and hold the threads. */
    static Subject open(Way way, Operation operation, int length) throws SQLException {
        Fixture fixture = new Fixture(length);
        return switch (way.kind()) {
            case STORE -> of(Place.told(way.server().orElseThrow()).open(1), operation, fixture);
            case HAND ->
                operation.onRuns()
                        ? HandRuns.open(Place.told(way.server().orElseThrow()), operation)
                        : HandSubject.open(Place.told(way.server().orElseThrow()), operation, length);
            case INMEMORY -> {
                Storage storage = Storages.open("inmemory");
                fixture.fill(storage.memory());
                yield of(storage, operation, fixture);
            }
        };
    }

    /** Does it with the storage API. */
    static Subject of(Storage storage, Operation operation, Fixture fixture) {
        return operation.onRuns() ? new StoreRuns(storage, operation) : new StoreSubject(storage, operation, fixture);
    }
}
