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
 * Exports all data of a storage as text, one JSON object per line, and imports it into a storage of any backend. Both directions stream:
 * neither the text nor the storage is held in memory as a whole.
 *
 * <p>The first line contains the format, its version and the domains; each further line is one entity, {@code {"kind":…,"value":{…}}}; the
 * last line contains the counts, so that truncation is detected. Ids, instants and JSON values are preserved exactly (rule
 * {@code XFER-01}). Declared indexes are not exported: they belong to the backend and not to the data.
 *
 * <p>An export is not a snapshot: concurrent changes may or may not be included. It terminates even under concurrent writes: each listing
 * is read up to the row that was last when the walk began (rule {@code PAGE-11}). Streams are never closed here. Stateless and thread-safe.
 */
public final class StorageTransfer {
    /** The name of the format, as in the first line. */
    public static final String FORMAT = "agent-storage-export";

    /** The version of the format; only this version can be imported. */
    public static final int VERSION = 1;

    static final String END = "end";

    private StorageTransfer() {}

    /**
     * Exports all data of a storage in UTF-8; see {@link #export(Storage, OutputStream, BulkListener)}.
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
     * Exports all data of a storage in UTF-8.
     *
     * @param storage the storage
     * @param out the destination; not closed by this method
     * @param listener receives the number of entities written so far, every few hundred and at the end
     * @return the number of entities of each kind
     * @throws IOException when the stream fails
     * @throws dev.agentstorage.error.StorageException when the storage fails; the text written so far has no last line
     */
    public static TransferResult export(Storage storage, OutputStream out, BulkListener listener) throws IOException {
        return export(storage, new OutputStreamWriter(Checks.notNull("out", out), StandardCharsets.UTF_8), listener);
    }

    /**
     * Exports all data of a storage as text; see {@link #export(Storage, OutputStream, BulkListener)}.
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
     * Exports all data of a storage as text; see {@link #export(Storage, OutputStream, BulkListener)}.
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
     * Imports an export; see {@link #importInto(Storage, InputStream, BulkListener)}.
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
     * Imports an export. Entities with the same identity are replaced, all others of the storage stay (rule {@code XFER-03}); the import
     * can be repeated. Stored entities keep their {@code createdAt} if upserts of their kind do. A stored version of an agent is never
     * replaced; a different one is an error.
     *
     * <p>A run without a {@code resourceId} or labels keeps the stored ones (rules {@code WF-03}, {@code WF-56}).
     *
     * <p>The import stops at the first line that is invalid or rejected; up to a few hundred lines before it may not be stored, and no line
     * after it is (rule {@code XFER-05}). The length of a line is limited to what an entity within the limits of the storage can need: six
     * characters for each byte of the larger of {@code atomicBytes} and {@code valueBytes}; for a run, two for each byte of
     * {@code snapshotBytes} if that is larger; and never more characters than a tenth of the heap in bytes. A line with a repeated name in an
     * object is invalid, except inside opaque values, which are encoded as strings and kept unchanged. A byte order mark at the start is
     * ignored.
     *
     * @param storage the storage
     * @param in the source; not closed by this method
     * @param listener receives the number of entities stored so far
     * @return the number of entities stored, by kind
     * @throws dev.agentstorage.error.UnsupportedException when the storage lacks a domain of the export; nothing is stored (rule
     *     {@code XFER-04})
     * @throws InvalidRequestException {@code transfer-header-invalid}, {@code transfer-version}; {@code transfer-line-invalid} with the
     *     number of the {@code line} and the problem; {@code transfer-refused} with the first and last line of the entities that the
     *     storage rejected, and its error as the cause; {@code transfer-truncated} when the last line is missing
     * @throws dev.agentstorage.error.UnavailableException when the storage is unreachable
     * @throws dev.agentstorage.error.OutcomeUnknownException when it is unknown what was stored; repeat the import
     * @throws IOException when the stream fails
     */
    public static TransferResult importInto(Storage storage, InputStream in, BulkListener listener) throws IOException {
        // this decoder reports malformed bytes; a reader for the charset name would replace them
        return importInto(
                storage,
                new InputStreamReader(Checks.notNull("in", in), StandardCharsets.UTF_8.newDecoder()),
                listener);
    }

    /**
     * Imports an export; see {@link #importInto(Storage, InputStream, BulkListener)}.
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
     * Imports an export; see {@link #importInto(Storage, InputStream, BulkListener)}.
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
     * Exports the data of one resource in UTF-8; see {@link #exportResource(Storage, String, Writer, BulkListener)}.
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
     * Exports the data of one resource in UTF-8; see {@link #exportResource(Storage, String, Writer, BulkListener)}.
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
     * Exports the data of one resource; see {@link #exportResource(Storage, String, Writer, BulkListener)}.
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
     * Exports the data of one resource in the format of {@link #export(Storage, Writer, BulkListener)} (rule {@code XFER-09}): the resource
     * itself, its threads with all their messages, its runs and scores, and the whole traces that have a root span of the resource. Its
     * messages in threads of other resources, and its spans in traces of other resources, are left out, because they cannot be imported
     * alone; so are agents, which belong to no resource. Each trace is held in memory as a whole.
     *
     * @param storage the storage
     * @param resourceId the id of the resource
     * @param out the destination; not closed by this method
     * @param listener receives the number of entities written so far, every few hundred and at the end
     * @return the number of entities written, by kind; empty when nothing is stored of the resource
     * @throws InvalidRequestException {@code null-argument}, {@code id-blank}, {@code text-unstorable}
     * @throws IOException when the stream fails
     * @throws dev.agentstorage.error.StorageException when the storage fails; the text written so far has no last line
     */
    public static TransferResult exportResource(Storage storage, String resourceId, Writer out, BulkListener listener)
            throws IOException {
        Checks.notNull("storage", storage);
        Checks.notNull("listener", listener);
        Optional<String> only = Optional.of(Checks.notNull("resourceId", resourceId));
        return new Exporter(storage, only, new BufferedWriter(Checks.notNull("out", out)), listener).run();
    }

    /**
     * Imports the export of one resource in UTF-8; see {@link #importResource(Storage, String, Reader, BulkListener)}.
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
     * Imports the export of one resource in UTF-8; see {@link #importResource(Storage, String, Reader, BulkListener)}.
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
     * Imports the export of one resource; see {@link #importResource(Storage, String, Reader, BulkListener)}.
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
     * Imports an export of {@link #exportResource} like {@link #importInto(Storage, Reader, BulkListener)}, but never takes over data of
     * another resource (rule {@code XFER-10}). An entity that names another resource, or none, makes its line invalid ({@code
     * transfer-line-invalid}). An entity whose id is already stored for another owner is rejected ({@code transfer-refused}, caused by an
     * {@code AlreadyExistsException} without the stored entity). Data of the resource itself is replaced, so that the import can be
     * repeated. Only for threads are check and replacement one atomic change: a concurrent writer that gives another id to another resource
     * in between is not detected.
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
