package dev.agentstorage.benchmarks.endpoint;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Each thread works on a separate connection. Where the servers are is said by system properties: they run in another
 * process, so that all ways lead to the same ones.
 */
@State(Scope.Thread)
public class EndpointBenchmark {
    /** The way to PostgreSQL. */
    @Param
    public Way way = Way.DIRECT;

    /** What is done. */
    @Param
    public Work work = Work.SELECT;

    private @Nullable Client client;
    private int row;

    /** Connects. */
    @Setup
    public void open(ThreadParams threads) throws SQLException {
        row = threads.getThreadIndex();
        client = new Client(Objects.requireNonNull(System.getProperty(way.property())), work);
    }

    /** Does the work once. */
    @Benchmark
    public long run() throws SQLException {
        return Objects.requireNonNull(client).run(row);
    }

    /** Disconnects. */
    @TearDown
    public void close() throws SQLException {
        Objects.requireNonNull(client).close();
    }
}
