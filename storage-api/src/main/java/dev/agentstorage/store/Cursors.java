package dev.agentstorage.store;

import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.spi.Position;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns positions into cursors and back. A cursor holds a format number, a fingerprint of its query, and the position. */
final class Cursors {
    private static final int FORMAT = 1;

    private Cursors() {}

    /** The fingerprint of a query: its listing's name and everything that filters or orders it. */
    static String fingerprint(@Nullable Object... query) {
        return Version.of(query).token().substring(0, 12);
    }

    static Cursor encode(String fingerprint, Position position) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeUTF(fingerprint);
            out.writeLong(position.key());
            out.writeByte(position.ids().size());
            for (String id : position.ids()) {
                out.writeUTF(id);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Cursor(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray()));
    }

    /** @throws InvalidRequest {@code cursor-malformed}, {@code cursor-version}, {@code cursor-of-another-query} */
    static Position decode(String fingerprint, Cursor cursor) {
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(cursor.token())))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new InvalidRequest(
                        "cursor-version", "the cursor was made by another version", Map.of("format", format));
            }
            if (!in.readUTF().equals(fingerprint)) {
                throw new InvalidRequest("cursor-of-another-query", "the cursor belongs to another query", Map.of());
            }
            long key = in.readLong();
            int count = in.readUnsignedByte();
            List<String> ids = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                ids.add(in.readUTF());
            }
            if (in.read() >= 0 || ids.isEmpty() || !ids.stream().allMatch(Cursors::isId)) {
                throw malformed(null);
            }
            return new Position(key, ids);
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    private static boolean isId(String text) {
        return !text.isBlank() && text.indexOf('\0') < 0 && Utf8.loneSurrogate(text) < 0;
    }

    private static InvalidRequest malformed(@Nullable Throwable cause) {
        return new InvalidRequest("cursor-malformed", "the cursor is not one that was given", Map.of(), cause);
    }
}
