package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.StatementKind;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a client's messages and passes them to the pipeline. Not thread-safe. */
final class MessageReader {
    /** Maximum length of messages that contain only a name; the same as PostgreSQL's limit. */
    private static final int MAX_SMALL = 10_000;
    /** Maximum size of a read's parameters that are buffered; longer ones are streamed. */
    private static final int MAX_HELD = 1024 * 1024;

    private final FrameReader in;
    private final MessageUnit unit;
    private final SessionContext session;
    private final StatementPipeline pipeline;
    private Step step = () -> {};

    private interface Step {
        void run() throws IOException;
    }

    MessageReader(SessionContext session, StatementPipeline pipeline) {
        this.session = session;
        this.unit = session.unit();
        this.in = session.client();
        this.pipeline = pipeline;
    }

    /** Handles the message that was read. */
    void handle() throws IOException {
        step.run();
        step = () -> {};
    }

    /** Reads the current message. May block for the client; {@link #handle()} blocks only within a COPY. */
    void read() throws IOException {
        int type = in.type();
        if (unit.isSkipping() && !unit.hasConflict() && "PBDEC".indexOf(type) >= 0) {
            in.skip();
            return;
        }
        if ("DECHS".indexOf(type) >= 0 && in.remaining() > MAX_SMALL) {
            throw new ProtocolException("it is too long");
        }
        switch (type) {
            case 'Q' -> readQuery();
            case 'P' -> readParse();
            case 'B' -> readBind();
            case 'D' -> readDescribe();
            case 'E' -> readExecute();
            case 'C' -> readClose();
            case 'S' -> {
                in.skip();
                step = pipeline::sync;
            }
            case 'H' -> {
                in.skip();
                step = pipeline::flush;
            }
            case 'F' -> {
                in.skip();
                step = () -> pipeline.refuseUnit(PgError.of("0A000", "function call messages are not supported"));
            }
            // The rest of a failed COPY.
            case 'd', 'c', 'f' -> in.skip();
            default -> throw new ProtocolException("unknown type");
        }
    }

    private void readQuery() throws IOException {
        Body body = new Body(in.body());
        step = () -> {
            try {
                pipeline.query(body.text());
            } catch (CharacterCodingException e) {
                pipeline.refuseUnit(notUtf8());
            }
        };
    }

    private void readParse() throws IOException {
        Body body = new Body(in.body());
        step = readable(() -> {
            String name = body.text();
            pipeline.parse(name, body.text(), body.rest(Short.BYTES));
        });
    }

    private void readBind() throws IOException {
        if (in.remaining() <= MAX_HELD) {
            Body body = new Body(in.body());
            step = readable(() -> {
                String portal = body.text();
                pipeline.bind(portal, body.text(), body.rest(3 * Short.BYTES));
            });
            return;
        }
        String portal = new Body(in.cstring(MAX_HELD)).text();
        String name = new Body(in.cstring(MAX_HELD)).text();
        PreparedSql prepared = pipeline.prepared(name);
        boolean write = prepared != null && prepared.statement().kind() != StatementKind.READ;
        if (!write) {
            step = () -> pipeline.bindLong(portal, name, in);
        } else {
            byte[] binding = in.body();
            step = () -> pipeline.bind(portal, name, binding);
        }
    }

    private void readDescribe() throws IOException {
        Body body = new Body(in.body());
        step = readable(() -> pipeline.describe(body.what(), body.text()));
    }

    private void readExecute() throws IOException {
        Body body = new Body(in.body());
        step = readable(() -> {
            String portal = body.text();
            pipeline.execute(portal, ByteBuffer.wrap(body.rest(Integer.BYTES)).getInt());
        });
    }

    private void readClose() throws IOException {
        Body body = new Body(in.body());
        step = readable(() -> pipeline.close(body.what(), body.text()));
    }

    /** Wraps a step: the message is refused if it contains text that is not UTF-8. */
    private Step readable(Step inner) {
        return () -> {
            try {
                inner.run();
            } catch (CharacterCodingException e) {
                session.refuse(notUtf8());
            }
        };
    }

    private static PgError notUtf8() {
        return PgError.of("22021", "invalid byte sequence for encoding \"UTF8\"");
    }

    /** Reads the fields of a message body. */
    private static final class Body {
        private final byte[] bytes;
        private int position;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        int what() throws ProtocolException {
            if (position == bytes.length || (bytes[position] != 'S' && bytes[position] != 'P')) {
                throw new ProtocolException("neither a statement nor a portal");
            }
            return bytes[position++];
        }

        String text() throws IOException {
            int end = position;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            if (end == bytes.length) {
                throw new ProtocolException("a string is not terminated");
            }
            ByteBuffer text = ByteBuffer.wrap(bytes, position, end - position);
            position = end + 1;
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        }

        byte[] rest(int atLeast) throws ProtocolException {
            if (bytes.length - position < atLeast) {
                throw new ProtocolException("it is too short");
            }
            return Arrays.copyOfRange(bytes, position, bytes.length);
        }
    }
}
