package dev.agentstorage.dsql.local.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds one message. Not thread-safe. */
public final class MessageBuilder {
    private static final int HEADER = 5;

    private byte[] bytes;
    private int length = HEADER;

    /** @param type the message's type byte */
    public MessageBuilder(int type) {
        bytes = new byte[64];
        bytes[0] = (byte) type;
    }

    /** A message without a body. */
    public static byte[] empty(int type) {
        return new MessageBuilder(type).build();
    }

    /** A message with the given body. */
    public static byte[] of(int type, byte[] body) {
        return new MessageBuilder(type).raw(body).build();
    }

    public MessageBuilder int8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public MessageBuilder int16(int value) {
        return int8(value >>> 8).int8(value);
    }

    public MessageBuilder int32(int value) {
        return int16(value >>> 16).int16(value);
    }

    public MessageBuilder raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    /** Appends a text in UTF-8 and a zero byte. */
    public MessageBuilder cstring(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8)).int8(0);
    }

    /** Appends a value preceded by its length, as in parameters and columns. */
    public MessageBuilder value(String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        return int32(value.length).raw(value);
    }

    public byte[] build() {
        int size = length - 1;
        bytes[1] = (byte) (size >>> 24);
        bytes[2] = (byte) (size >>> 16);
        bytes[3] = (byte) (size >>> 8);
        bytes[4] = (byte) size;
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
