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
 * A filtered, ordered listing that has not been read yet: take it by pages, by slices with a cursor, or as a stream. The backend is not called before one of these is
 * called, and each call reads again. Immutable and thread-safe.
 *
 * <p>A backend that judges a filter on JSON itself may bound the rows that one call looks at, and refuse more with
 * {@link dev.agentstorage.error.TooLargeException} ({@code filter-too-wide}): narrow the query by its other filters. Every backend bounds the
 * comparisons that one call makes for such a filter, and refuses more with {@code filter-too-costly} (rule {@code CORE-23}).
 *
 * @param <T> what is listed
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
     * {@return the same listing, which fails with {@link dev.agentstorage.error.CorruptDataException} at a row that cannot be read, also where the
     * storage is configured to leave such rows out: for copies, which must not lose anything unnoticed}
     */
    public Listing<T> complete() {
        return new Listing<>(cursors, defaultPerPage, backend, window -> rows.apply(window.ofAll()), count, position);
    }

    /**
     * {@return the same listing up to a position, which belongs to it (rule {@code PAGE-11}): nothing that comes after it in the order of the
     * listing is read, whatever is added} With {@link #end()} a listing ends at what was last when a walk began. A bound that is given again
     * replaces the one before; a position whose row is deleted still bounds it.
     *
     * <p>A total of such a listing, and {@link #count()}, read its rows.
     *
     * @param last the position of the last row
     * @throws InvalidRequestException {@code null-argument}, {@code cursor-malformed}, {@code cursor-version},
     *     {@code cursor-of-another-query}
     */
    public Listing<T> until(Cursor last) {
        Optional<Position> bound = Optional.of(cursors.decode(Checks.notNull("last", last)));
        // a window that has a bound was given it by a later call, and one that is read backward looks for the end
        Function<Window, List<T>> bounded =
                window -> rows.apply(window.backward() || window.until().isPresent() ? window : window.endingAt(bound));
        return new Listing<>(cursors, defaultPerPage, backend, bounded, () -> counted(bounded), position);
    }

    /** {@return the position of the last item, as the listing is now and without any bound; empty when there is none} Costs one round trip. */
    public Optional<Cursor> end() {
        return rows.apply(Window.last(1)).stream().findFirst().map(last -> cursors.encode(position.apply(last)));
    }

    /**
     * Reads the first page in the listing's default size.
     *
     * @return the page
     */
    public Page<T> page() {
        return page(PageRequest.first());
    }

    /**
     * Reads one page (rules {@code PAGE-01} to {@code PAGE-05}). Costs one round trip, one more with the total counted; a page of 0 items
     * does not call the backend and its total, if requested, is 0.
     *
     * @param request what the caller saves
     * @return the page
     * @throws InvalidRequestException {@code null-argument}, {@code page-too-large} when the page lies beyond 2^53 - 1 rows in this size
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
            // a first page that is not full has been counted by reading it
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
     * Reads the slice after a cursor; one round trip at any depth (rules {@code PAGE-06}, {@code PAGE-07} and {@code PAGE-10}). A cursor
     * may come from outside: it reaches no row that the listing would not give.
     *
     * @param limit maximum number of items, at least 1
     * @param after the cursor of the slice before, or {@code null} to begin
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
     * Counts the items after filters; the backend may have to look at every one of them.
     *
     * @return the number of items after filters
     */
    public long count() {
        return count.getAsLong();
    }

    /**
     * Reads the listing lazily in slices, in order. Sequential; one consumer; closing it early is allowed and frees nothing but memory.
     * An outage in the middle is thrown by the stream's terminal operation, never taken for the end, and so is a backend that gives rows
     * again that were read before ({@code UnavailableException}, {@code no-progress}).
     *
     * <p>It is no snapshot: what is added behind the place that was read last is read too. An ascending stream follows the rows that are
     * appended while it is read, and does not end while they come faster than it reads; {@link #until} bounds it (rule {@code PAGE-11}).
     *
     * @return the items, in order
     */
    public Stream<T> stream() {
        Iterator<T> iterator = new SliceIterator<>(rows, position);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Reads everything into one list, in one call of the backend; prefer {@link #stream()} for listings of unknown length.
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

        /** Rows come in one direction, whichever it is; a backend that goes back would never end. */
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
