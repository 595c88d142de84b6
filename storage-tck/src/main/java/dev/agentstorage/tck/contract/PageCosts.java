package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.store.Listing;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.PageRequest;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Compares what a page costs while its listing has few rows with what it costs when it has many times as many (rule {@code PAGE-12}). Costs
 * are the least of several readings, which other work of the machine cannot make smaller; a page that seems dear is read again, so that
 * only one that is dear each time fails.
 *
 * <p>What the reading thread allocates is exact and is the best measure. A server may sort rows until it knows how many there are, which takes
 * longer and is no defect of the backend; so a page is too slow only when it also takes half as long as reading every row does.
 */
final class PageCosts {
    /** The factor by which the rows grow. */
    static final int GROWTH = 40;

    private static final int LARGEST_PAGE = 20;

    /** A page that reads all rows takes {@link #GROWTH} times as long, and allocates as much more. */
    private static final int MOST_TIMES = 8;

    /** What is below does not tell one cost from another. */
    private static final Cost SMALLEST = new Cost(10_000, 16 << 10);

    private static final int SAMPLES = 15;
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MEASUREMENTS = 5;
    private static final ObjectName THREADING = threading();

    private PageCosts() {}

    /** Adds rows to what is listed: those of the numbers from the first up to the second, which is left out. */
    interface Rows {
        void add(int from, int to);
    }

    /** What a reading takes: its time, and what its thread allocates, 0 where the JVM does not count that. */
    private record Cost(long nanos, long bytes) {
        /** Returns the smaller of both, each for itself. */
        Cost least(Cost other) {
            return new Cost(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
        }

        boolean exceeds(Cost before, long everything) {
            boolean slow = nanos > MOST_TIMES * Math.max(before.nanos, SMALLEST.nanos) && nanos > everything / 2;
            return slow || bytes > MOST_TIMES * Math.max(before.bytes, SMALLEST.bytes);
        }

        @Override
        public String toString() {
            return "%,d ns and %,d bytes".formatted(nanos, bytes);
        }
    }

    /**
     * Adds rows in two parts, and asserts that pages of all of them cost about what those of the first part did.
     *
     * @param rows final number of rows
     * @param add adds them; listings may have other rows, too
     * @param listings what is read, by what it is
     */
    static void assertIndependentOf(int rows, Rows add, Map<String, Listing<?>> listings) {
        int few = rows / GROWTH;
        int page = Math.min(LARGEST_PAGE, few / 2);
        add.add(0, few);
        Map<String, Cost> before = new LinkedHashMap<>();
        listings.forEach((what, listing) ->
                reads(what, listing, few, page).forEach((name, read) -> before.put(name, cost(read, page))));
        add.add(few, rows);
        listings.forEach((what, listing) -> {
            long start = System.nanoTime();
            assertThat(listing.slice(rows).items()).hasSize(rows);
            long everything = System.nanoTime() - start;
            reads(what, listing, rows, page)
                    .forEach((name, read) ->
                            assertAbout(Objects.requireNonNull(before.get(name)), everything, name, read, page));
        });
    }

    private static void assertAbout(Cost before, long everything, String name, Supplier<List<?>> read, int page) {
        Cost cost = cost(read, page);
        for (int i = 1; i < MEASUREMENTS && cost.exceeds(before, everything); i++) {
            cost = cost.least(cost(read, page));
        }
        assertThat(cost)
                .as(
                        "%s, a page of %s: it took %s, and with %s times as many rows more than %s times as much (all of them: %,d ns)",
                        name, page, before, GROWTH, MOST_TIMES, everything)
                .matches(now -> !now.exceeds(before, everything), "costs about the same");
    }

    /** The reads of a listing: its first page, and a slice behind the middle of the rows. */
    private static Map<String, Supplier<List<?>>> reads(String what, Listing<?> listing, int rows, int page) {
        Cursor middle = listing.slice(rows / 2).next().orElseThrow();
        return Map.of(
                what + ", at the beginning",
                () -> listing.page(PageRequest.of(0, page)).items(),
                what + ", in the middle",
                () -> listing.slice(page, middle).items());
    }

    private static Cost cost(Supplier<List<?>> read, int page) {
        long start = System.nanoTime();
        do {
            assertThat(read.get()).hasSize(page);
        } while (System.nanoTime() - start < WARM_UP_NANOS);
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> once(read, page))
                .reduce(Cost::least)
                .orElseThrow();
    }

    private static Cost once(Supplier<List<?>> read, int page) {
        long bytes = allocated();
        long start = System.nanoTime();
        int size = read.get().size();
        Cost cost = new Cost(System.nanoTime() - start, allocated() - bytes);
        assertThat(size).isEqualTo(page);
        return cost;
    }

    /** Returns the number of bytes that this thread has allocated so far, 0 where the JVM does not count them. */
    private static long allocated() {
        try {
            return (Long)
                    ManagementFactory.getPlatformMBeanServer().getAttribute(THREADING, "CurrentThreadAllocatedBytes");
        } catch (AttributeNotFoundException e) {
            return 0;
        } catch (JMException e) {
            throw new IllegalStateException("the threads of the JVM cannot be asked", e);
        }
    }

    private static ObjectName threading() {
        try {
            return new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("the JVM's own name is none", e);
        }
    }
}
