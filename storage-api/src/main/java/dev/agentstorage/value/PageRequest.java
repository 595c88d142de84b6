package dev.agentstorage.value;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A request for a page of a listing (rules {@code PAGE-01} to {@code PAGE-05}).
 *
 * @param page the 0-based number of the page
 * @param perPage maximum number of items of a page, 0 or more; empty for the default of the listing
 * @param all whether to return all items on one page; then {@code page} is 0 and {@code perPage} is empty
 * @param counted whether to compute {@link Page#total()}, which costs the backend a count
 */
public record PageRequest(long page, OptionalInt perPage, boolean all, boolean counted) {
    private static final long MAX_OFFSET = (1L << 53) - 1;

    /**
     * Checks the request.
     *
     * @param page the 0-based number of the page
     * @param perPage number of items a page has at most, 0 or more
     * @param all whether to return all items on one page
     * @param counted whether {@link Page#total()} is wanted, which costs the backend a count
     * @throws InvalidRequestException {@code page-negative}, {@code per-page-negative}, {@code page-too-large}, {@code page-with-all}
     */
    public PageRequest {
        Checks.notNull("perPage", perPage);
        if (page < 0) {
            throw new InvalidRequestException("page-negative", "page must be >= 0", Map.of("page", page));
        }
        if (perPage.isPresent() && perPage.getAsInt() < 0) {
            throw new InvalidRequestException(
                    "per-page-negative", "perPage must be >= 0", Map.of("perPage", perPage.getAsInt()));
        }
        if (all && (page != 0 || perPage.isPresent())) {
            throw new InvalidRequestException(
                    "page-with-all", "page must be 0 when all rows are requested", Map.of("page", page));
        }
        offset(page, perPage.orElse(1));
    }

    /**
     * Requests the first page with the default size of the listing.
     *
     * @return the request
     */
    public static PageRequest first() {
        return new PageRequest(0, OptionalInt.empty(), false, false);
    }

    /**
     * Requests the first {@code perPage} items.
     *
     * @param perPage the number of items on a page
     * @return the request
     */
    public static PageRequest first(int perPage) {
        return of(0, perPage);
    }

    /**
     * Requests one page by its 0-based number and size.
     *
     * @param page the number of the page, from 0
     * @param perPage the number of items on a page
     * @return the request
     */
    public static PageRequest of(long page, int perPage) {
        return new PageRequest(page, OptionalInt.of(perPage), false, false);
    }

    /**
     * Requests one page by its 0-based number and size, with the total: short for {@code of(page, perPage).withTotal()}.
     *
     * @param page the number of the page, from 0
     * @param perPage the number of items on a page
     * @return the request
     */
    public static PageRequest withTotal(long page, int perPage) {
        return of(page, perPage).withTotal();
    }

    /**
     * Requests all items on one page. The result is held in memory: prefer a stream for listings of unknown length.
     *
     * @return the request
     */
    public static PageRequest everything() {
        return new PageRequest(0, OptionalInt.empty(), true, false);
    }

    /**
     * {@return the number of rows before the page}
     *
     * @param perPage the size of the page: that of the request, or the default of the listing
     * @throws InvalidRequestException {@code page-too-large} when there are more than 2^53 - 1
     */
    public long offset(int perPage) {
        return offset(page, perPage);
    }

    private static long offset(long page, int perPage) {
        if (page > MAX_OFFSET / Math.max(1, perPage)) {
            throw new InvalidRequestException("page-too-large", "page value too large", Map.of("page", page));
        }
        return page * perPage;
    }

    /** {@return the same request, with the total} */
    public PageRequest withTotal() {
        return new PageRequest(page, perPage, all, true);
    }
}
