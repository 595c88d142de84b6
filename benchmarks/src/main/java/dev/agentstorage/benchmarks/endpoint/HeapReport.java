package dev.agentstorage.benchmarks.endpoint;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Locale;

/**
 * Measures what the heap holds on to after a tenth of many statements and after all of them, and fails when it has grown.
 * Endpoint and clients share the process: a leak per statement in either of them is found. Argument: the number
 * of statements, 1,000,000 by default.
 */
public final class HeapReport {
    private static final int CONNECTIONS = 16;
    /** Less than an object for each of seven statements, in the default run. */
    private static final long MOST_GROWTH = 2L << 20;

    private HeapReport() {}

    /** Ends with status 1 if the heap has grown. */
    public static void main(String[] args) throws Exception {
        long statements = args.length == 0 ? 1_000_000 : Long.parseLong(args[0]);
        boolean flat;
        try (Stage stage = Stage.open();
                Crowd crowd = new Crowd(stage.endpoint(), CONNECTIONS)) {
            System.out.println("| statements | conflicts | live heap after collection |");
            System.out.println("|---|---|---|");
            crowd.workUntil(statements / 10);
            long early = report(stage, crowd);
            crowd.workUntil(statements);
            long late = report(stage, crowd);
            flat = late - early <= MOST_GROWTH;
            System.out.printf(
                    Locale.ROOT,
                    "%nGrown by %d KiB; target: at most %d KiB, %s%n",
                    (late - early) >> 10,
                    MOST_GROWTH >> 10,
                    flat ? "met" : "not met");
        }
        System.exit(flat ? 0 : 1);
    }

    private static long report(Stage stage, Crowd crowd) {
        long live = live();
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %d KiB |%n",
                stage.endpoint().counters().statements(),
                crowd.conflicts(),
                live >> 10);
        return live;
    }

    /** What is left when everything that can go has gone: references that are cleared late need a second collection. */
    private static long live() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
