package dev.agentstorage.tck.contract;

import dev.agentstorage.tck.engine.support.SeededRandom;
import dev.agentstorage.value.Cursor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates forged cursors, with full knowledge of the format: format number, fingerprint of the query, sort value, number of ids, and ids.
 */
final class ForgedCursors {
    /** The last storable microsecond, in the year 9999. */
    private static final long LAST = 253_402_300_799_999_999L;

    /** The first microsecond of the year 1. */
    private static final long FIRST = -62_135_596_800_000_000L;

    private ForgedCursors() {}

    /** The parts of a cursor. */
    record Parts(int format, String fingerprint, long key, List<String> ids) {
        static Parts of(Cursor cursor) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes(cursor)))) {
                int format = in.readUnsignedByte();
                String fingerprint = in.readUTF();
                long key = in.readLong();
                List<String> ids = new ArrayList<>();
                for (int left = in.readUnsignedByte(); left > 0; left--) {
                    ids.add(in.readUTF());
                }
                return new Parts(format, fingerprint, key, List.copyOf(ids));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Cursor cursor() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeByte(format);
                out.writeUTF(fingerprint);
                out.writeLong(key);
                out.writeByte(ids.size());
                for (String id : ids) {
                    out.writeUTF(id);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return ForgedCursors.cursor(bytes.toByteArray());
        }

        Parts format(int other) {
            return new Parts(other, fingerprint, key, ids);
        }

        Parts key(long other) {
            return new Parts(format, fingerprint, other, ids);
        }

        Parts ids(List<String> others) {
            return new Parts(format, fingerprint, key, others);
        }

        /** Returns a cursor for this query with the position of another cursor. */
        Parts place(Parts other) {
            return new Parts(format, fingerprint, other.key, other.ids);
        }
    }

    /** Returns cursors that no listing can return, because no listing has such positions. */
    static Map<String, Cursor> malformed(Cursor real) {
        Parts parts = Parts.of(real);
        String token = real.token();
        Map<String, Cursor> forged = new LinkedHashMap<>();
        forged.put("empty", new Cursor(""));
        forged.put("a blank", new Cursor(" "));
        forged.put("no base64", new Cursor("%" + token));
        forged.put("a line", new Cursor(token + "\n"));
        forged.put("twice", new Cursor(token + token));
        forged.put("huge", new Cursor(token + "A".repeat(1 << 20)));
        byte[] bytes = bytes(real);
        for (int length = 0; length < bytes.length; length++) {
            forged.put("cut to " + length + " bytes", cursor(Arrays.copyOf(bytes, length)));
        }
        forged.put("a byte more", cursor(Arrays.copyOf(bytes, bytes.length + 1)));
        List<String> ids = parts.ids();
        for (int count = 0; count < ids.size(); count++) {
            forged.put(count + " ids", parts.ids(ids.subList(0, count)).cursor());
        }
        for (int more : List.of(1, 2, 255 - ids.size())) {
            List<String> longer = new ArrayList<>(ids);
            for (int i = 0; i < more; i++) {
                longer.add("id");
            }
            forged.put(longer.size() + " ids", parts.ids(longer).cursor());
        }
        for (String id : List.of("", " ", "\t\n", "nul\0", "half \ud83d", "\ude00")) {
            for (int at = 0; at < ids.size(); at++) {
                forged.put("the id '" + id + "'", parts.ids(with(ids, at, id)).cursor());
            }
        }
        for (long key : List.of(Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, FIRST - 1, LAST + 1)) {
            forged.put("the sort value " + key, parts.key(key).cursor());
        }
        return forged;
    }

    /** Returns cursors that a listing must reject, or answer with the rows after a position that it never returned. */
    static Map<String, Cursor> doubtful(Cursor real, SeededRandom random) {
        Parts parts = Parts.of(real);
        byte[] bytes = bytes(real);
        Map<String, Cursor> forged = new LinkedHashMap<>();
        for (long key :
                List.of(FIRST, LAST, Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L, 1L, parts.key() - 1, parts.key() + 1)) {
            forged.put("the sort value " + key, parts.key(key).cursor());
        }
        for (String id : List.of("not there", "'; SELECT 1; --", "%", "\\", "$1 ?", "\u0001", "\uffff", "😀")) {
            int at = random.below(parts.ids().size());
            forged.put("the id " + id, parts.ids(with(parts.ids(), at, id)).cursor());
        }
        forged.put(
                "long ids",
                parts.ids(parts.ids().stream().map(id -> "x".repeat(60_000)).toList())
                        .cursor());
        // changes before the sort value are rejected without reading the rest; a few of the other bits represent all of
        // them
        int key = 3 + bytes[2];
        for (int bit = 0; bit < key * 8; bit++) {
            forged.put("bit " + bit, flipped(bytes, bit));
        }
        for (int i = 0; i < 10; i++) {
            int ofKey = random.between(key * 8, (key + Long.BYTES + 1) * 8 - 1);
            forged.put("bit " + ofKey, flipped(bytes, ofKey));
            int ofIds = random.between((key + Long.BYTES + 1) * 8, bytes.length * 8 - 1);
            forged.put("bit " + ofIds, flipped(bytes, ofIds));
        }
        for (int i = 0; i < 16; i++) {
            forged.put("random change " + i, changed(bytes, random));
        }
        return forged;
    }

    private static Cursor flipped(byte[] bytes, int bit) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        return cursor(flipped);
    }

    /** Replaces, inserts or removes a few bytes after the fingerprint; changes before it are rejected without reading the rest. */
    private static Cursor changed(byte[] bytes, SeededRandom random) {
        List<Byte> changed = new ArrayList<>();
        for (byte b : bytes) {
            changed.add(b);
        }
        int kept = 3 + bytes[2];
        for (int changes = random.between(1, 4); changes > 0; changes--) {
            int at = random.between(kept, changed.size() - 1);
            switch (random.below(3)) {
                case 0 -> changed.set(at, (byte) random.below(256));
                case 1 -> changed.add(at, (byte) random.below(256));
                default -> {
                    if (changed.size() > kept + 1) {
                        changed.remove(at);
                    }
                }
            }
        }
        byte[] result = new byte[changed.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = changed.get(i);
        }
        return cursor(result);
    }

    private static List<String> with(List<String> ids, int at, String id) {
        List<String> changed = new ArrayList<>(ids);
        changed.set(at, id);
        return changed;
    }

    private static byte[] bytes(Cursor cursor) {
        return Base64.getUrlDecoder().decode(cursor.token());
    }

    private static Cursor cursor(byte[] bytes) {
        return new Cursor(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
