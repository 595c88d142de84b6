package dev.agentstorage.benchmarks.storage;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One operation in one way, by one thread. The servers run in another process, so that what is allocated is the client's; where they
 * are is said by system properties.
 */
@State(Scope.Thread)
public class StorageBenchmark {
    /** Who does it. */
    @Param
    public Way way = Way.INMEMORY;

    /** What is done. */
    @Param
    public Operation operation = Operation.LAST_20;

    /** How long the threads are; 0 for what is done in no thread. */
    @Param("10")
    public int length = 10;

    private @Nullable Subject subject;

    /** Connects. */
    @Setup
    public void open() throws SQLException {
        subject = Subject.open(way, operation, length);
    }

    /** Does the operation once. */
    @Benchmark
    public Object run() throws SQLException {
        return Objects.requireNonNull(subject).run();
    }

    /** Takes away what the iteration has appended. */
    @TearDown(Level.Iteration)
    public void trim() {
        Objects.requireNonNull(subject).trim();
    }

    /** Disconnects. */
    @TearDown
    public void close() {
        Objects.requireNonNull(subject).close();
    }
}
