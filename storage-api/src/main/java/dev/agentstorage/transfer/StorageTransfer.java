package dev.agentstorage.transfer;

import dev.agentstorage.Storage;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.store.BulkListener;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes everything that a storage holds as text, one JSON object on each line, and reads it into a storage of any backend. Both ways
 * stream: neither the text nor the storage is ever held in memory as a whole.
 *
 * <p>The first line names the format, its version and the domains; each further line is one entity, {@code {"kind":…,"value":{…}}}; the
 * last line holds the counts, so that a text that was cut off is noticed. Ids, instants and JSON values are returned exactly as they were
 * (rule {@code XFER-01}). Declared indexes are not part of it: they belong to a backend and not to the data.
 *
 * <p>An export is no snapshot: what changes while it runs is in it or not. It ends also while others write: each listing that it walks over
 * is read up to the row that was last when the walk began (rule {@code PAGE-11}). No stream is closed here. Stateless and thread-safe.
 */
public final class StorageTransfer {
    /** The name of the format, as in the first line. */
    public static final String FORMAT = "agent-storage-export";

    /** The version of the format that is written, and the only one that is read. */
    public static final int VERSION = 1;

    static final String END = "end";

    private StorageTransfer() {}

    /**
     * Writes everything that the storage holds, in UTF-8, as {@link #export(Storage, OutputStream, BulkListener)}.
     *
     * @param storage the storage
     * @param out the destination; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult export(Storage storage, OutputStream out) throws IOException {
        return export(storage, out, BulkListener.NONE);
    }

    /**
     * Writes everything that the storage holds, in UTF-8.
     *
     * @param storage the storage
     * @param out the destination; not closed by this method
     * @param listener receives the number of entities written so far, every few hundred and at the end
     * @return the number of entities of each kind
     * @throws IOException when the stream fails
     * @throws dev.agentstorage.error.StorageException when the storage fails; what was written then has no last line
     */
    public static TransferResult export(Storage storage, OutputStream out, BulkListener listener) throws IOException {
        return export(storage, new OutputStreamWriter(Checks.notNull("out", out), StandardCharsets.UTF_8), listener);
    }

    /**
     * Writes everything that the storage holds as text, as {@link #export(Storage, OutputStream, BulkListener)}.
     *
     * @param storage the storage
     * @param out the destination; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult export(Storage storage, Writer out) throws IOException {
        return export(storage, out, BulkListener.NONE);
    }

    /**
     * Writes everything that the storage holds as text, as {@link #export(Storage, OutputStream, BulkListener)}.
     *
     * @param storage the storage
     * @param out the destination; not closed by this method
     * @param listener receives the progress after each step
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult export(Storage storage, Writer out, BulkListener listener) throws IOException {
        Checks.notNull("storage", storage);
        Checks.notNull("listener", listener);
        return new Exporter(storage, Optional.empty(), new BufferedWriter(Checks.notNull("out", out)), listener).run();
    }

    /**
     * Stores everything that an export wrote, as {@link #importInto(Storage, InputStream, BulkListener)}.
     *
     * @param storage the storage
     * @param in the source; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importInto(Storage storage, InputStream in) throws IOException {
        return importInto(storage, in, BulkListener.NONE);
    }

    /**
     * Stores everything that an export wrote; what has the same identity is replaced, what else the storage holds stays (rule {@code
     * XFER-03}). It can be repeated. What is stored already keeps its {@code createdAt} where upserts of its kind do; a stored version of an
     * agent is never replaced, and one that differs is an error.
     *
     * <p>A run without a {@code resourceId} or labels keeps those that are stored (rules {@code WF-03}, {@code WF-56}).
     *
     * <p>It stops at the first line that is wrong or refused; of the lines before it, the last few hundred may not be stored, and nothing of
     * the lines after it is (rule {@code XFER-05}). A line is read as it comes, up to what an entity within the limits of the storage can
     * need: six characters for each byte of the larger of {@code atomicBytes} and {@code valueBytes}, two for each of {@code snapshotBytes}
     * where it is larger and the line a run, and never more characters than a tenth of the bytes of the heap. A line with a repeated name in an object is
     * invalid; the values that are opaque are strings here, and keep what they are. A byte order mark at the
     * beginning is left out.
     *
     * @param storage the storage
     * @param in the source; not closed by this method
     * @param listener receives the number of entities stored so far
     * @return what was stored
     * @throws dev.agentstorage.error.UnsupportedException when the storage lacks a domain that the text has; nothing was stored then (rule {@code
     *     XFER-04})
     * @throws InvalidRequestException {@code transfer-header-invalid}, {@code transfer-version}; {@code transfer-line-invalid} with the number of the
     *     {@code line} and what is wrong with it; {@code transfer-refused} with the first and last line of the entities that the storage
     *     refused, caused by what it said; {@code transfer-truncated} when the last line is missing
     * @throws dev.agentstorage.error.UnavailableException when the storage cannot be reached
     * @throws dev.agentstorage.error.OutcomeUnknownException when it is not known what was stored; repeat the import
     * @throws IOException when the stream fails
     */
    public static TransferResult importInto(Storage storage, InputStream in, BulkListener listener) throws IOException {
        // a decoder made here reports malformed bytes, where the one of the charset's name would replace them
        return importInto(
                storage,
                new InputStreamReader(Checks.notNull("in", in), StandardCharsets.UTF_8.newDecoder()),
                listener);
    }

    /**
     * Stores everything that an export wrote, as {@link #importInto(Storage, InputStream, BulkListener)}.
     *
     * @param storage the storage
     * @param in the source; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importInto(Storage storage, Reader in) throws IOException {
        return importInto(storage, in, BulkListener.NONE);
    }

    /**
     * Stores everything that an export wrote, as {@link #importInto(Storage, InputStream, BulkListener)}.
     *
     * @param storage the storage
     * @param in the source; not closed by this method
     * @param listener receives the progress after each step
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importInto(Storage storage, Reader in, BulkListener listener) throws IOException {
        Checks.notNull("storage", storage);
        Checks.notNull("listener", listener);
        return new Importer(storage, Optional.empty(), Checks.notNull("in", in), listener).run();
    }

    /**
     * Writes everything that is stored of one resource, in UTF-8, as {@link #exportResource(Storage, String, Writer, BulkListener)}.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param out the destination; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult exportResource(Storage storage, String resourceId, OutputStream out)
            throws IOException {
        return exportResource(storage, resourceId, out, BulkListener.NONE);
    }

    /**
     * Writes everything that is stored of one resource, in UTF-8, as {@link #exportResource(Storage, String, Writer, BulkListener)}.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param out the destination; not closed by this method
     * @param listener receives the progress after each step
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult exportResource(
            Storage storage, String resourceId, OutputStream out, BulkListener listener) throws IOException {
        return exportResource(
                storage,
                resourceId,
                new OutputStreamWriter(Checks.notNull("out", out), StandardCharsets.UTF_8),
                listener);
    }

    /**
     * Writes everything that is stored of one resource, as {@link #exportResource(Storage, String, Writer, BulkListener)}.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param out the destination; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult exportResource(Storage storage, String resourceId, Writer out) throws IOException {
        return exportResource(storage, resourceId, out, BulkListener.NONE);
    }

    /**
     * Writes everything that is stored of one resource, in the format of {@link #export(Storage, Writer, BulkListener)} (rule {@code XFER-09}): the
     * resource itself, its threads with all their messages, its runs and scores, and the whole traces that have a root span of it. What belongs
     * to it inside of something of another resource, a message in its thread or a span in its trace, is left out, since it cannot be imported by
     * itself; so are agents, which belong to no resource. A trace is held in memory as a whole.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param out the destination; not closed by this method
     * @param listener receives the number of entities written so far, every few hundred and at the end
     * @return what was written, nothing for a resource of which nothing is stored
     * @throws InvalidRequestException {@code null-argument}, {@code id-blank}, {@code text-unstorable}
     * @throws IOException when the stream fails
     * @throws dev.agentstorage.error.StorageException when the storage fails; what was written then has no last line
     */
    public static TransferResult exportResource(Storage storage, String resourceId, Writer out, BulkListener listener)
            throws IOException {
        Checks.notNull("storage", storage);
        Checks.notNull("listener", listener);
        Optional<String> only = Optional.of(Checks.notNull("resourceId", resourceId));
        return new Exporter(storage, only, new BufferedWriter(Checks.notNull("out", out)), listener).run();
    }

    /**
     * Stores what an export of one resource wrote, in UTF-8, as {@link #importResource(Storage, String, Reader, BulkListener)}.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param in the source; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importResource(Storage storage, String resourceId, InputStream in) throws IOException {
        return importResource(storage, resourceId, in, BulkListener.NONE);
    }

    /**
     * Stores what an export of one resource wrote, in UTF-8, as {@link #importResource(Storage, String, Reader, BulkListener)}.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param in the source; not closed by this method
     * @param listener receives the progress after each step
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importResource(
            Storage storage, String resourceId, InputStream in, BulkListener listener) throws IOException {
        return importResource(
                storage,
                resourceId,
                new InputStreamReader(Checks.notNull("in", in), StandardCharsets.UTF_8.newDecoder()),
                listener);
    }

    /**
     * Stores what an export of one resource wrote, as {@link #importResource(Storage, String, Reader, BulkListener)}.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param in the source; not closed by this method
     * @return the number of entities of each kind
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importResource(Storage storage, String resourceId, Reader in) throws IOException {
        return importResource(storage, resourceId, in, BulkListener.NONE);
    }

    /**
     * Stores what {@link #exportResource} wrote, and takes nothing over from another resource (rule {@code XFER-10}): otherwise as {@link
     * #importInto(Storage, Reader, BulkListener)}. An entity that says itself that it does not belong to the resource makes its line wrong
     * ({@code transfer-line-invalid}). One whose id is stored and does not belong to the resource is refused ({@code transfer-refused}, caused by an {@code
     * AlreadyExistsException} without what is stored). What the resource has itself is replaced, so that the import can be repeated. What is stored is
     * looked at before it is replaced: a writer that gives an id to another resource in between is noticed for threads only.
     *
     * @param storage the storage
     * @param resourceId the resource to which everything must belong
     * @param in the source; not closed by this method
     * @param listener receives the progress after each step
     * @return what was stored
     * @throws java.io.IOException if reading or writing fails
     */
    public static TransferResult importResource(Storage storage, String resourceId, Reader in, BulkListener listener)
            throws IOException {
        Checks.notNull("storage", storage);
        Checks.notNull("listener", listener);
        Ownership owner = new Ownership(storage, Checks.notNull("resourceId", resourceId));
        return new Importer(storage, Optional.of(owner), Checks.notNull("in", in), listener).run();
    }
}
