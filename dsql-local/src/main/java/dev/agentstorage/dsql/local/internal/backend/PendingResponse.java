package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import java.io.IOException;

/** A pending response to one message, and its handler. */
public final class PendingResponse {
    /** Kinds of messages that have a response, with the types of the messages that complete it. */
    public enum Kind {
        PARSE("1"),
        BIND("2"),
        CLOSE("3"),
        DESCRIBE("Tn"),
        EXECUTE("CIs"),
        SYNC("Z"),
        LOCAL("");

        private final String completedBy;

        Kind(String completedBy) {
            this.completedBy = completedBy;
        }
    }

    /** Handles the messages of a response. Must consume each message completely. */
    public interface Handler {
        /** @param last whether this message completes the response */
        void frame(FrameReader frame, boolean last) throws IOException;

        /** @param error the body of the ErrorResponse; PostgreSQL ignores the messages after it up to Sync */
        void failed(byte[] error) throws IOException;
    }

    /** An action of the endpoint, run in order with the responses. */
    public interface Action {
        void run() throws IOException;
    }

    /** Discards a response. The next Sync reports an error, because the transaction has then failed. */
    public static final Handler DISCARD = new Handler() {
        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            frame.skip();
        }

        @Override
        public void failed(byte[] error) {
            // The error fails the transaction, which the next Sync reports.
        }
    };

    private final Kind kind;
    private final Handler handler;
    private final Action action;

    private PendingResponse(Kind kind, Handler handler, Action action) {
        this.kind = kind;
        this.handler = handler;
        this.action = action;
    }

    public static PendingResponse of(Kind kind, Handler handler) {
        return new PendingResponse(kind, handler, () -> {});
    }

    /** The response to a Sync, discarded. */
    public static PendingResponse discardedSync() {
        return of(Kind.SYNC, DISCARD);
    }

    static PendingResponse local(Action action) {
        return new PendingResponse(Kind.LOCAL, DISCARD, action);
    }

    Kind kind() {
        return kind;
    }

    Handler handler() {
        return handler;
    }

    boolean isCompletedBy(int type) {
        return kind.completedBy.indexOf(type) >= 0;
    }

    void runAction() throws IOException {
        action.run();
    }
}
