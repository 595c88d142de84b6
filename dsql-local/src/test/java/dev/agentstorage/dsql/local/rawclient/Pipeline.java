package dev.agentstorage.dsql.local.rawclient;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of a client, put together so that they leave in one packet. Every value is text. */
public final class Pipeline {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Pipeline query(String sql) {
        return message('Q', out -> text(out, sql));
    }

    public Pipeline parse(String statement, String sql, int... types) {
        return message('P', out -> {
            text(out, statement);
            text(out, sql);
            out.writeShort(types.length);
            for (int type : types) {
                out.writeInt(type);
            }
        });
    }

    public Pipeline bind(String portal, String statement, List<@Nullable String> values) {
        return message('B', out -> {
            text(out, portal);
            text(out, statement);
            out.writeShort(0);
            out.writeShort(values.size());
            for (String value : values) {
                if (value == null) {
                    out.writeInt(-1);
                } else {
                    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
                    out.writeInt(encoded.length);
                    out.write(encoded);
                }
            }
            out.writeShort(0);
        });
    }

    public Pipeline bind(String portal, String statement) {
        return bind(portal, statement, List.of());
    }

    public Pipeline describeStatement(String name) {
        return named('D', 'S', name);
    }

    public Pipeline describePortal(String name) {
        return named('D', 'P', name);
    }

    /** Requests at most this number of rows, 0 for all. */
    public Pipeline execute(String portal, int rows) {
        return message('E', out -> {
            text(out, portal);
            out.writeInt(rows);
        });
    }

    public Pipeline execute(String portal) {
        return execute(portal, 0);
    }

    public Pipeline closeStatement(String name) {
        return named('C', 'S', name);
    }

    public Pipeline closePortal(String name) {
        return named('C', 'P', name);
    }

    public Pipeline flush() {
        return message('H', out -> {});
    }

    public Pipeline sync() {
        return message('S', out -> {});
    }

    /** Parse, Bind, Describe, Execute of an unnamed statement. */
    public Pipeline statement(String sql) {
        return parse("", sql).bind("", "").describePortal("").execute("");
    }

    public Pipeline copyData(String data) {
        return message('d', out -> out.write(data.getBytes(StandardCharsets.UTF_8)));
    }

    public Pipeline copyDone() {
        return message('c', out -> {});
    }

    public Pipeline copyFail(String reason) {
        return message('f', out -> text(out, reason));
    }

    public Pipeline password(String password) {
        return message('p', out -> text(out, password));
    }

    public Pipeline terminate() {
        return message('X', out -> {});
    }

    /** A message with any body, also an invalid one. */
    public Pipeline raw(char type, byte[] body) {
        return message(type, out -> out.write(body));
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** A packet without a type, such as a startup packet: it begins with its length. */
    public static byte[] untyped(Body body) {
        byte[] content = content(body);
        return content(out -> {
            out.writeInt(content.length + 4);
            out.write(content);
        });
    }

    private Pipeline named(char type, char kind, String name) {
        return message(type, out -> {
            out.writeByte(kind);
            text(out, name);
        });
    }

    private Pipeline message(char type, Body body) {
        byte[] content = content(body);
        bytes.writeBytes(content(out -> {
            out.writeByte(type);
            out.writeInt(content.length + 4);
            out.write(content);
        }));
        return this;
    }

    static void text(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte(0);
    }

    private static byte[] content(Body body) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(content)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return content.toByteArray();
    }

    /** Writes the body of a message. */
    @FunctionalInterface
    public interface Body {
        void write(DataOutputStream out) throws IOException;
    }
}
