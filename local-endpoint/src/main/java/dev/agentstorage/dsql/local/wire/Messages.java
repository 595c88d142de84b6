package dev.agentstorage.dsql.local.wire;

/** Message types of the PostgreSQL protocol, version 3, as far as the relay tells them apart. */
final class Messages {
    static final int QUERY = 'Q';
    static final int EXECUTE = 'E';
    static final int FLUSH = 'H';
    static final int TERMINATE = 'X';

    static final int PROTOCOL_MAJOR = 3;
    static final int CANCEL_REQUEST = 80_877_102;
    static final int SSL_REQUEST = 80_877_103;
    static final int GSS_ENCRYPTION_REQUEST = 80_877_104;

    /** What PostgreSQL itself accepts as a startup packet. */
    static final int MAX_STARTUP_LENGTH = 10_000;

    private Messages() {}

    /** Whether it is a message that a client may send after startup. */
    static boolean isFrontend(int type) {
        return switch (type) {
            case 'B', 'C', 'D', 'E', 'F', 'H', 'P', 'Q', 'S', 'X', 'c', 'd', 'f', 'p' -> true;
            default -> false;
        };
    }

    /** Whether a client may wait for an answer after this message: Query, Sync, Flush, function call, end of COPY. */
    static boolean asksForAnswer(int frontendType) {
        return switch (frontendType) {
            case 'Q', 'S', 'H', 'F', 'c', 'f' -> true;
            default -> false;
        };
    }

    /** Whether the server now waits for the client: ReadyForQuery and the start of COPY in either direction. */
    static boolean givesTheTurn(int backendType) {
        return switch (backendType) {
            case 'Z', 'G', 'W' -> true;
            default -> false;
        };
    }

    /** Notices, notifications and changed parameters: they come at any time and answer nothing. */
    static boolean isUnsolicited(int backendType) {
        return switch (backendType) {
            case 'N', 'A', 'S' -> true;
            default -> false;
        };
    }
}
