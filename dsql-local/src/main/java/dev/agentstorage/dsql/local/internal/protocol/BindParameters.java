package dev.agentstorage.dsql.local.internal.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the part of a Bind message after the names: parameter formats, parameters, result formats. */
public final class BindParameters {
    private BindParameters() {}

    /** Returns the same parameters without result formats, for a statement without results. */
    public static byte[] withoutResultFormats(byte[] binding) {
        ByteBuffer in = ByteBuffer.wrap(binding);
        for (int left = toParameters(in); left > 0; left--) {
            skip(in);
        }
        byte[] result = new byte[in.position() + Short.BYTES];
        System.arraycopy(binding, 0, result, 0, in.position());
        return result;
    }

    /**
     * Returns a parameter of type text, which is the same in text and binary format.
     *
     * @param number counted from 1
     * @return empty if it is null or missing
     */
    public static Optional<String> text(byte[] binding, int number) {
        ByteBuffer in = ByteBuffer.wrap(binding);
        int parameters = toParameters(in);
        for (int i = 1; i < number; i++) {
            skip(in);
        }
        int length = number > parameters ? -1 : in.getInt();
        return length < 0
                ? Optional.empty()
                : Optional.of(new String(binding, in.position(), length, StandardCharsets.UTF_8));
    }

    private static int toParameters(ByteBuffer in) {
        int formats = in.getShort() & 0xffff;
        in.position(in.position() + formats * Short.BYTES);
        return in.getShort() & 0xffff;
    }

    private static void skip(ByteBuffer in) {
        int length = in.getInt();
        in.position(in.position() + Math.max(length, 0));
    }
}
