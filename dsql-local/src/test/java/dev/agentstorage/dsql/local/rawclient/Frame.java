package dev.agentstorage.dsql.local.rawclient;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message from the server. */
public final class Frame {
    private final char type;
    private final byte[] body;

    Frame(char type, byte[] body) {
        this.type = type;
        this.body = body;
    }

    public char type() {
        return type;
    }

    public int length() {
        return body.length;
    }

    /** The body as one text that ends at its first zero byte. */
    public String text() {
        return text(ByteBuffer.wrap(body));
    }

    char letter() {
        return (char) body[0];
    }

    int int32(int offset) {
        return ByteBuffer.wrap(body).getInt(offset);
    }

    PgError error() {
        Map<Character, String> fields = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(body);
        for (byte field = in.get(); field != 0; field = in.get()) {
            fields.put((char) field, text(in));
        }
        return new PgError(fields);
    }

    Map.Entry<String, String> parameter() {
        ByteBuffer in = ByteBuffer.wrap(body);
        return Map.entry(text(in), text(in));
    }

    List<String> columns() {
        ByteBuffer in = ByteBuffer.wrap(body);
        int count = in.getShort() & 0xffff;
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(text(in));
            in.position(in.position() + 18);
        }
        return names;
    }

    List<@Nullable String> row() {
        ByteBuffer in = ByteBuffer.wrap(body);
        int count = in.getShort() & 0xffff;
        List<@Nullable String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = in.getInt();
            if (length < 0) {
                values.add(null);
            } else {
                byte[] value = new byte[length];
                in.get(value);
                values.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static String text(ByteBuffer in) {
        int length = 0;
        while (in.get(in.position() + length) != 0) {
            length++;
        }
        byte[] text = new byte[length];
        in.get(text).get();
        return new String(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return type + "(" + body.length + ")";
    }
}
