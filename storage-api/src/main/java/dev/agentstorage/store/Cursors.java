package dev.agentstorage.store;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.Position;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Instants;
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

/**
 * The cursors of one listing: positions encoded as text. A cursor holds a format number, a fingerprint of its query, and the position.
 * Clients send cursors back, so only positions in the format of this listing are accepted (rule {@code PAGE-10}). Immutable and
 * thread-safe.
 */
final class Cursors {
    /** What a listing is sorted by. */
    enum Key {
        /** An instant of every row. */
        INSTANT(Instants.micros(Checks.MIN_INSTANT), Instants.micros(Checks.MAX_INSTANT) - 1),
        /** An instant that may be absent, which is then {@link Position#OPEN}. */
        OPTIONAL_INSTANT(INSTANT.least, INSTANT.most),
        /** An instant that may be absent, which is then {@link Position#NONE}. */
        INSTANT_OR_NONE(INSTANT.least, INSTANT.most),
        /** A number of 32 bits. */
        NUMBER(Integer.MIN_VALUE, Integer.MAX_VALUE);

        private final long least;
        private final long most;

        Key(long least, long most) {
            this.least = least;
            this.most = most;
        }

        private boolean holds(long key) {
            return (least <= key && key <= most)
                    || (this == OPTIONAL_INSTANT && key == Position.OPEN)
                    || (this == INSTANT_OR_NONE && key == Position.NONE);
        }
    }

    private static final int FORMAT = 1;

    private final Key key;
    private final int ids;
    private final String fingerprint;

    /**
     * Describes the cursors of a listing.
     *
     * @param key what the listing is sorted by
     * @param ids number of ids that identify a row
     * @param query the listing's name and everything that filters or orders it
     */
    Cursors(Key key, int ids, @Nullable Object... query) {
        this.key = key;
        this.ids = ids;
        this.fingerprint = Version.of(query).token().substring(0, 12);
    }

    Cursor encode(Position position) {
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

    /** @throws InvalidRequestException {@code cursor-malformed}, {@code cursor-version}, {@code cursor-of-another-query} */
    Position decode(Cursor cursor) {
        try (DataInputStream in = new DataInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(cursor.token())))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new InvalidRequestException(
                        "cursor-version", "the cursor was created by another version", Map.of("format", format));
            }
            if (!in.readUTF().equals(fingerprint)) {
                throw new InvalidRequestException(
                        "cursor-of-another-query", "the cursor belongs to another query", Map.of());
            }
            return position(in);
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(e);
        }
    }

    private Position position(DataInputStream in) throws IOException {
        long value = in.readLong();
        if (!key.holds(value) || in.readUnsignedByte() != ids) {
            throw malformed(null);
        }
        List<String> found = new ArrayList<>(ids);
        for (int i = 0; i < ids; i++) {
            String id = in.readUTF();
            if (id.isBlank() || id.indexOf('\0') >= 0 || Utf8.loneSurrogate(id) >= 0) {
                throw malformed(null);
            }
            found.add(id);
        }
        if (in.read() >= 0) {
            throw malformed(null);
        }
        return new Position(value, found);
    }

    private static InvalidRequestException malformed(@Nullable Throwable cause) {
        return new InvalidRequestException("cursor-malformed", "the cursor is malformed", Map.of(), cause);
    }
}
