package dev.agentstorage.dsql.local.internal.protocol;

import java.io.IOException;

/** A message is longer than its reader takes. What follows on the stream is of no use, for it begins within the message. */
public final class MessageTooLongException extends IOException {
    private static final long serialVersionUID = 1;

    MessageTooLongException(int length) {
        super("a message of " + length + " bytes");
    }
}
