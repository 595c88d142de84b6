package dev.agentstorage.dsql.local.internal.session;

import java.nio.ByteBuffer;

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
}
