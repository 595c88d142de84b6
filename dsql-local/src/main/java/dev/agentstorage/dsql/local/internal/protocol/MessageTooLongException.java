package dev.agentstorage.dsql.local.internal.protocol;

import java.io.IOException;

/**
 * Thrown if a message exceeds the maximum length of its reader. The rest of the stream cannot be read, because it
 * begins within the message.
 */
public final class MessageTooLongException extends IOException {
    private static final long serialVersionUID = 1;

    MessageTooLongException(int length) {
        super("a message of " + length + " bytes");
    }
}
