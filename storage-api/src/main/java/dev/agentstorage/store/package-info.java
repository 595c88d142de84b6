/**
 * The stores that applications call. Each is a final class over one backend interface: it validates and normalises arguments, pages
 * listings and maps invalid input to errors, once for all backends. All stores are thread-safe and block until the work is done.
 */
@NullMarked
package dev.agentstorage.store;

import org.jspecify.annotations.NullMarked;
