package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import java.io.IOException;

/** The answer that is due to one message. */
final class Expected {
    /** Kinds of messages that are answered, with the answers that end them. */
    enum Of {
        PARSE("1"),
        BIND("2"),
        CLOSE("3"),
        DESCRIBE("Tn"),
        EXECUTE("CIs"),
        SYNC("Z"),
        LOCAL("");

        private final String last;

        Of(String last) {
            this.last = last;
        }
    }

    /** Takes the frames of an answer, each of them whole. */
    interface Sink {
        /** @param last whether the answer ends with this frame */
        void frame(FrameReader frame, boolean last) throws IOException;

        /** @param error the body of the ErrorResponse; whatever was sent after it up to Sync is not answered */
        void failed(byte[] error) throws IOException;
    }

    /** What is done in an answer's turn without PostgreSQL. */
    interface Local {
        void run() throws IOException;
    }

    private static final Sink NONE = new Sink() {
        @Override
        public void frame(FrameReader frame, boolean last) {
            throw new IllegalStateException("no answer was expected");
        }

        @Override
        public void failed(byte[] error) {
            throw new IllegalStateException("no answer was expected");
        }
    };

    private final Of of;
    private final Sink sink;
    private final Local local;

    private Expected(Of of, Sink sink, Local local) {
        this.of = of;
        this.sink = sink;
        this.local = local;
    }

    static Expected of(Of of, Sink sink) {
        return new Expected(of, sink, () -> {});
    }

    static Expected local(Local action) {
        return new Expected(Of.LOCAL, NONE, action);
    }

    Of of() {
        return of;
    }

    Sink sink() {
        return sink;
    }

    boolean endsWith(int type) {
        return of.last.indexOf(type) >= 0;
    }

    void run() throws IOException {
        local.run();
    }
}
