package dev.agentstorage.store;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.Position;
import dev.agentstorage.spi.Window;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Slice;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lazy, filtered, ordered listing: read it by pages, by slices with a cursor, or as a stream. Every read calls the backend again.
 * Immutable and thread-safe.
 *
 * <p>A backend that applies a JSON filter itself may limit the number of rows scanned by one call, and throws
 * {@link dev.agentstorage.error.TooLargeException} ({@code filter-too-wide}) beyond it: narrow the query with other filters. Every backend limits
 * the number of comparisons of such a filter in one call, and throws {@code filter-too-costly} beyond it (rule {@code CORE-23}).
 *
 * @param <T> the type of the items
 */
public final class Listing<T> {
    private static final int STREAM_SLICE = 500;

    private final Cursors cursors;
    private final int defaultPerPage;
    private final Supplier<?> backend;
    private final Function<Window, List<T>> rows;
    private final LongSupplier count;
    private final Function<T, Position> position;

    Listing(
            Cursors cursors,
            int defaultPerPage,
            Supplier<?> backend,
            Function<Window, List<T>> rows,
            LongSupplier count,
            Function<T, Position> position) {
        this.cursors = cursors;
        this.defaultPerPage = defaultPerPage;
        this.backend = backend;
        this.rows = rows;
        this.count = count;
        this.position = position;
    }

    /**
     * {@return the same listing, but failing with {@link dev.agentstorage.error.CorruptDataException} at a row that cannot be read, even if
     * the storage is configured to skip such rows} For copies that must not lose rows silently.
     */
    public Listing<T> complete() {
        return new Listing<>(cursors, defaultPerPage, backend, window -> rows.apply(window.ofAll()), count, position);
    }

    /**
     * {@return the same listing up to and including a position of this listing (rule {@code PAGE-11})} Rows after the position are never
     * read, even if they are added later. Combine it with {@link #end()} to stop at the row that was last when a walk began. A later bound
     * replaces an earlier one; a position stays valid when its row is deleted.
     *
     * <p>The total of a bounded listing, and {@link #count()}, read its rows.
     *
     * @param last the position of the last row
     * @throws InvalidRequestException {@code null-argument}, {@code cursor-malformed}, {@code cursor-version},
     *     {@code cursor-of-another-query}
     */
    public Listing<T> until(Cursor last) {
        Optional<Position> bound = Optional.of(cursors.decode(Checks.notNull("last", last)));
        // a window that already has a bound got it from a later call; a window read backward looks for the end
        Function<Window, List<T>> bounded =
                window -> rows.apply(window.backward() || window.until().isPresent() ? window : window.endingAt(bound));
        return new Listing<>(cursors, defaultPerPage, backend, bounded, () -> counted(bounded), position);
    }

    /** {@return the current position of the last item, ignoring any bound; empty when there are no items} Costs one round trip. */
    public Optional<Cursor> end() {
        return rows.apply(Window.last(1)).stream().findFirst().map(last -> cursors.encode(position.apply(last)));
    }

    /**
     * Reads the first page with the default page size.
     *
     * @return the page
     */
    public Page<T> page() {
        return page(PageRequest.first());
    }

    /**
     * Reads one page (rules {@code PAGE-01} to {@code PAGE-05}). Costs one round trip, and a second one to count the total if it is
     * requested. A page of size 0 does not call the backend; its total, if requested, is 0.
     *
     * @param request the page number, its size, and whether to count the total
     * @return the page
     * @throws InvalidRequestException {@code null-argument}, {@code page-too-large} when the offset of the page exceeds 2^53 - 1 rows
     */
    public Page<T> page(PageRequest request) {
        Checks.notNull("request", request);
        if (request.all()) {
            List<T> items = rows.apply(Window.everything());
            OptionalLong total = request.counted() ? OptionalLong.of(items.size()) : OptionalLong.empty();
            return new Page<>(items, total, 0, OptionalInt.empty(), false);
        }
        int perPage = request.perPage().orElse(defaultPerPage);
        if (perPage == 0) {
            Checks.notNull("backend", backend.get());
            OptionalLong total = request.counted() ? OptionalLong.of(0) : OptionalLong.empty();
            return new Page<>(List.of(), total, request.page(), OptionalInt.of(0), false);
        }
        long offset = request.offset(perPage);
        List<T> items = rows.apply(Window.offset(offset, perPage + 1L));
        boolean hasMore = items.size() > perPage;
        OptionalLong total = OptionalLong.empty();
        if (request.counted()) {
            // a first page that is not full needs no separate count
            total = OptionalLong.of(offset == 0 && !hasMore ? items.size() : count.getAsLong());
        }
        List<T> shown = hasMore ? items.subList(0, perPage) : items;
        return new Page<>(shown, total, request.page(), OptionalInt.of(perPage), hasMore);
    }

    /**
     * Reads the first slice.
     *
     * @param limit the maximum number of items
     * @return the slice
     * @throws InvalidRequestException {@code limit-not-positive}
     */
    public Slice<T> slice(int limit) {
        return slice(limit, null);
    }

    /**
     * Reads the slice after a cursor; one round trip at any depth (rules {@code PAGE-06}, {@code PAGE-07} and {@code PAGE-10}). Cursors
     * from untrusted clients are safe: they reach only rows of this listing.
     *
     * @param limit maximum number of items, at least 1
     * @param after the cursor of the previous slice; {@code null} for the first one
     * @return the slice
     * @throws InvalidRequestException {@code limit-not-positive}, {@code cursor-malformed}, {@code cursor-version},
     *     {@code cursor-of-another-query}
     */
    public Slice<T> slice(int limit, @Nullable Cursor after) {
        Checks.positive("limit", limit);
        Optional<Position> from = Optional.ofNullable(after).map(cursors::decode);
        List<T> items = rows.apply(Window.after(from, limit + 1L));
        if (items.size() <= limit) {
            return new Slice<>(items, Optional.empty());
        }
        List<T> shown = items.subList(0, limit);
        return new Slice<>(shown, Optional.of(cursors.encode(position.apply(shown.get(limit - 1)))));
    }

    /**
     * Counts the items that match the filters; the backend may have to read every one of them.
     *
     * @return the number of matching items
     */
    public long count() {
        return count.getAsLong();
    }

    /**
     * Reads the listing lazily in slices, in order. Sequential and for one consumer; need not be closed. If a read fails, the terminal
     * operation of the stream throws; a failure is never taken for the end. A backend that returns rows again that were read before causes
     * {@code UnavailableException} ({@code no-progress}).
     *
     * <p>The stream is not a snapshot: rows added after the current position are read too. An ascending stream does not end while rows are
     * appended faster than it reads; {@link #until} bounds it (rule {@code PAGE-11}).
     *
     * @return the items, in order
     */
    public Stream<T> stream() {
        Iterator<T> iterator = new SliceIterator<>(rows, position);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Reads all items in one call of the backend. Prefer {@link #stream()} for listings of unknown length.
     *
     * @return all items, in order
     */
    public List<T> toList() {
        return List.copyOf(rows.apply(Window.everything()));
    }

    private long counted(Function<Window, List<T>> bounded) {
        long count = 0;
        for (Iterator<T> all = new SliceIterator<>(bounded, position); all.hasNext(); all.next()) {
            count++;
        }
        return count;
    }

    private static final class SliceIterator<T> implements Iterator<T> {
        private final Function<Window, List<T>> rows;
        private final Function<T, Position> position;
        private List<T> items = new ArrayList<>();
        private int next;
        private int sign;
        private boolean ended;

        SliceIterator(Function<Window, List<T>> rows, Function<T, Position> position) {
            this.rows = rows;
            this.position = position;
        }

        @Override
        public boolean hasNext() {
            if (next == items.size() && !ended) {
                Optional<Position> from =
                        items.isEmpty() ? Optional.empty() : Optional.of(position.apply(items.get(items.size() - 1)));
                items = rows.apply(Window.after(from, STREAM_SLICE));
                next = 0;
                ended = items.size() < STREAM_SLICE;
                from.filter(before -> !items.isEmpty()).ifPresent(this::requireProgress);
            }
            return next < items.size();
        }

        /** Throws if rows are returned out of order: a backend that goes back would never reach the end. */
        private void requireProgress(Position before) {
            int moved =
                    Integer.signum(position.apply(items.get(items.size() - 1)).compareTo(before));
            if (moved == 0 || moved == -sign) {
                throw Progress.none(Map.of());
            }
            sign = moved;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return items.get(next++);
        }
    }
}
