package dev.agentstorage.dsql.local.internal.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What follows the names in a Bind message: parameter formats, parameters, result formats. */
final class Bindings {
    private Bindings() {}

    /** The same parameters, for a statement without results. */
    static byte[] withoutResultFormats(byte[] binding) {
        ByteBuffer in = ByteBuffer.wrap(binding);
        int formats = in.getShort() & 0xffff;
        in.position(in.position() + formats * Short.BYTES);
        int parameters = in.getShort() & 0xffff;
        for (int left = parameters; left > 0; left--) {
            int length = in.getInt();
            in.position(in.position() + Math.max(length, 0));
        }
        byte[] result = new byte[in.position() + Short.BYTES];
        System.arraycopy(binding, 0, result, 0, in.position());
        return result;
    }

    /**
     * A parameter of a type whose text and binary form are the same.
     *
     * @param number from 1
     * @return empty if it is null or not there
     */
    static Optional<String> text(byte[] binding, int number) {
        ByteBuffer in = ByteBuffer.wrap(binding);
        int formats = in.getShort() & 0xffff;
        in.position(in.position() + formats * Short.BYTES);
        int parameters = in.getShort() & 0xffff;
        for (int i = 1; i <= parameters; i++) {
            int length = in.getInt();
            if (i == number) {
                return length < 0
                        ? Optional.empty()
                        : Optional.of(new String(binding, in.position(), length, StandardCharsets.UTF_8));
            }
            in.position(in.position() + Math.max(length, 0));
        }
        return Optional.empty();
    }
}
