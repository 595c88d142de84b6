package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The result of an internal statement, which the client does not see. Not thread-safe. */
public final class InternalResult implements PendingResponse.Handler {
    private final boolean keepRows;
    private final CRC32C digest = new CRC32C();
    private final List<List<@Nullable String>> rows = new ArrayList<>();
    private byte @Nullable [] error;

    InternalResult(boolean keepRows) {
        this.keepRows = keepRows;
    }

    /** The error; null if the statement succeeded. */
    public @Nullable PgError error() {
        return error == null ? null : PgError.read(error);
    }

    /** The ErrorResponse for the client; null if the statement succeeded. */
    public byte @Nullable [] errorMessage() {
        return error == null ? null : ErrorTranslation.translate(error);
    }

    /** A checksum of rows and command tag; see {@link #update}. */
    public long digest() {
        return digest.getValue();
    }

    /** The rows, with their columns as text; empty if rows are not kept. */
    public List<List<@Nullable String>> rows() {
        return rows;
    }

    /**
     * @throws IOException if the statement failed, because of a bug in the endpoint or because its server has stopped
     */
    public InternalResult succeeded() throws IOException {
        PgError failure = error();
        if (failure != null) {
            throw new IOException("an internal statement failed: " + failure.sqlState() + " " + failure.message());
        }
        return this;
    }

    @Override
    public void frame(FrameReader frame, boolean last) throws IOException {
        int type = frame.type();
        byte[] body = frame.body();
        if (type == 'D' || type == 'C') {
            update(digest, type, body);
            if (keepRows && type == 'D') {
                rows.add(columns(body));
            }
        }
    }

    @Override
    public void failed(byte[] body) {
        error = body;
    }

    /** Adds a message to the checksum of a result. */
    public static void update(CRC32C digest, int type, byte[] body) {
        digest.update(type);
        digest.update(body);
    }

    /** The columns of a DataRow in text format. */
    public static List<@Nullable String> columns(byte[] row) {
        ByteBuffer buffer = ByteBuffer.wrap(row);
        List<@Nullable String> columns = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            int length = buffer.getInt();
            if (length < 0) {
                columns.add(null);
            } else {
                byte[] value = new byte[length];
                buffer.get(value);
                columns.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return columns;
    }
}
