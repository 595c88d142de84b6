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
 * Compares the cost of a page of a short listing with its cost when the listing has many times as many rows (rule {@code PAGE-12}). A cost is the
 * minimum of several readings, which other load on the machine cannot reduce. An expensive page is read again, so that only one that is expensive
 * each time fails.
 *
 * <p>The allocation of the reading thread is exact and the best measure. A server may sort rows until it has statistics, which takes longer and
 * is not a defect of the backend; so a page is too slow only if it also takes at least half as long as reading all rows.
 */
final class PageCosts {
    /** The growth factor of the number of rows. */
    static final int GROWTH = 40;

    private static final int LARGEST_PAGE = 20;

    /** The maximum increase of a cost; a page that reads all rows takes and allocates {@link #GROWTH} times as much. */
    private static final int MOST_TIMES = 8;

    /** Costs below this are too small to compare. */
    private static final Cost SMALLEST = new Cost(10_000, 16 << 10);

    private static final int SAMPLES = 15;
    private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MEASUREMENTS = 5;
    private static final ObjectName THREADING = threading();

    private PageCosts() {}

    /** Adds the rows with numbers from the first (inclusive) to the second (exclusive) to the listings. */
    interface Rows {
        void add(int from, int to);
    }

    /** The cost of a reading: its time, and the bytes that its thread allocates; 0 if the JVM does not count them. */
    private record Cost(long nanos, long bytes) {
        /** Returns the minimum of both costs, by component. */
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
     * Adds rows in two parts, and asserts that pages of all rows cost about as much as pages of the first part.
     *
     * @param rows final number of rows
     * @param add adds rows; listings may also have other rows
     * @param listings the listings to read, by name
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

    /** Returns the reads of a listing: its first page, and a slice after the middle of the rows. */
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

    /** Returns the number of bytes that this thread has allocated so far; 0 if the JVM does not count them. */
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
