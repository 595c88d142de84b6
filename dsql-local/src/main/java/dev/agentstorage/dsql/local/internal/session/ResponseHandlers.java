package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.ErrorTranslation;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Handler;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.sql.StatementKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Handlers of PostgreSQL's responses to all messages except writes. Not thread-safe. */
final class ResponseHandlers {
    private static final byte[] JOB_COLUMN = new MessageBuilder('T')
            .int16(1)
            .cstring("job_id")
            .int32(0)
            .int16(0)
            .int32(25)
            .int16(-1)
            .int32(-1)
            .int16(0)
            .build();

    private final SessionContext session;
    private final MessageUnit unit;

    ResponseHandlers(SessionContext session) {
        this.session = session;
        this.unit = session.unit();
    }

    /** A response that is forwarded to the client unchanged. */
    PendingResponse passed(Kind kind) {
        return PendingResponse.of(kind, new Passed());
    }

    /** Like {@link #passed}, for a message that changes the statement of a name. */
    PendingResponse named(Kind kind, String name) {
        return PendingResponse.of(kind, new Passed() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                session.preparedStatements().confirm(name);
                super.frame(frame, last);
            }
        });
    }

    /** The response to a Close that the client did not send. */
    PendingResponse closed(String name) {
        return PendingResponse.of(Kind.CLOSE, new OnlyErrors() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                super.frame(frame, last);
                session.preparedStatements().confirm(name);
            }
        });
    }

    /** The response to a statement that starts a job. */
    PendingResponse job(String jobId, String tag) {
        return PendingResponse.of(Kind.EXECUTE, new Replaced(jobId, tag));
    }

    /** A response of which the client gets only this command tag. */
    PendingResponse tagOnly(String tag) {
        return PendingResponse.of(Kind.EXECUTE, new Replaced(null, tag));
    }

    /** The description of a statement that is replaced by another text for PostgreSQL. */
    PendingResponse replacedDescription(Statement statement) {
        boolean job = statement.kind() == StatementKind.ASYNC_INDEX || statement.kind() == StatementKind.ASYNC_VALIDATE;
        return PendingResponse.of(Kind.DESCRIBE, new ReplacedDescription(job));
    }

    /** Forwards only errors, unless the unit was refused. */
    Handler onlyErrors() {
        return new OnlyErrors();
    }

    /** Forwards an error of PostgreSQL and ends the unit. */
    void fail(byte[] body) throws IOException {
        unit.skip();
        boolean yielded = session.cancellation().isRequested() && ErrorTranslation.isCancel(PgError.read(body));
        session.out().send(yielded ? PgError.dataConflict().encode() : ErrorTranslation.translate(body));
    }

    /** Forwards a response, unless the unit was refused or the client did not send the message. */
    class Passed implements Handler {
        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            int type = frame.type();
            boolean hidden = unit.isRefused() || (unit.isSimpleQuery() && (type == '1' || type == '2' || type == 'n'));
            if (hidden) {
                frame.skip();
            } else {
                session.out().pass(frame);
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            if (!unit.isRefused()) {
                fail(error);
            }
        }
    }

    private class OnlyErrors implements Handler {
        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            frame.skip();
        }

        @Override
        public void failed(byte[] error) throws IOException {
            if (!unit.isRefused()) {
                fail(error);
            }
        }
    }

    private final class Replaced extends OnlyErrors {
        private final @Nullable String jobId;
        private final String tag;

        Replaced(@Nullable String jobId, String tag) {
            this.jobId = jobId;
            this.tag = tag;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            super.frame(frame, last);
            if (last && !unit.isRefused()) {
                if (jobId != null) {
                    session.out()
                            .send(new MessageBuilder('D').int16(1).value(jobId).build());
                }
                session.out().tag(tag);
            }
        }
    }

    private final class ReplacedDescription extends OnlyErrors {
        private final boolean job;

        ReplacedDescription(boolean job) {
            this.job = job;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (frame.type() == 't' && !unit.isRefused()) {
                session.out().pass(frame);
                return;
            }
            super.frame(frame, last);
            if (unit.isRefused()) {
                return;
            }
            if (job) {
                session.out().send(JOB_COLUMN);
            } else if (!unit.isSimpleQuery()) {
                session.out().send(MessageBuilder.empty('n'));
            }
        }
    }
}
