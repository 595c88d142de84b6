package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Commands on a session's own connection to PostgreSQL that the client does not see. They use names of their own, so that
 * the client's statements and portals stay.
 */
final class Hidden {
    static final String SAVEPOINT = "_dsql_local_savepoint";
    static final String COMMIT = "_dsql_local_commit";
    static final String ROWS = "_dsql_local_rows";
    /** Takes the snapshot of a transaction that has just begun. */
    static final String SNAPSHOT = "_dsql_local_snapshot";

    private static final String BACK = "_dsql_local_back";
    private static final String ROLLBACK = "_dsql_local_rollback";
    private static final String ONCE = "_dsql_local_once";

    /** No parameter formats, no parameters, no result formats: all text. */
    static final byte[] NO_PARAMETERS = {0, 0, 0, 0, 0, 0};
    /** No parameter types. */
    static final byte[] NO_TYPES = {0, 0};

    private static final String CHANGED_ROWS = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
            + " FROM pg_catalog.pg_stat_xact_user_tables" + " WHERE schemaname <> 'dsql_local'";

    private final Backend backend;

    Hidden(Backend backend) {
        this.backend = backend;
    }

    /** What a command answered. */
    static final class Answer {
        private final CRC32C digest = new CRC32C();
        private final List<List<@Nullable String>> rows = new ArrayList<>();
        private @Nullable PgError error;
        private byte @Nullable [] errorBody;

        /** Null when it went well. */
        @Nullable
        PgError error() {
            return error;
        }

        /** The error as the client is to see it; null when it went well. */
        byte @Nullable [] errorMessage() {
            return errorBody == null ? null : Answers.shown(errorBody);
        }

        long digest() {
            return digest.getValue();
        }

        /** Columns as text. */
        List<List<@Nullable String>> rows() {
            return rows;
        }
    }

    /** Prepares what is used again and again. Once, before the client's first message. */
    void prepare() throws IOException {
        Answer answer = new Answer();
        for (String[] each : new String[][] {
            {SAVEPOINT, "SAVEPOINT _dsql_local"},
            {BACK, "ROLLBACK TO SAVEPOINT _dsql_local"},
            {ROLLBACK, "ROLLBACK"},
            {COMMIT, "COMMIT"},
            {ROWS, CHANGED_ROWS},
            {SNAPSHOT, "SELECT 1"}
        }) {
            backend.send(parse(each[0], each[1]), collect(Expected.Of.PARSE, answer, false));
        }
        backend.sync(swallowSync());
        succeed(answer);
    }

    /** Goes out with what follows; its answer is not shown. */
    void pipelined(String prepared, Expected.Sink sink) throws IOException {
        backend.send(Prepared.close('P', prepared), Expected.of(Expected.Of.CLOSE, sink));
        backend.send(Prepared.bind(prepared, prepared, NO_PARAMETERS), Expected.of(Expected.Of.BIND, sink));
        backend.send(Prepared.execute(prepared, 0), Expected.of(Expected.Of.EXECUTE, sink));
    }

    /** As {@link #pipelined}, for a text that is used once. */
    void pipelinedText(String sql, Expected.Sink sink) throws IOException {
        closeOnce(sink);
        backend.send(parse(ONCE, sql), Expected.of(Expected.Of.PARSE, sink));
        backend.send(Prepared.bind(ONCE, ONCE, NO_PARAMETERS), Expected.of(Expected.Of.BIND, sink));
        backend.send(Prepared.execute(ONCE, 0), Expected.of(Expected.Of.EXECUTE, sink));
    }

    private void closeOnce(Expected.Sink sink) throws IOException {
        backend.send(Prepared.close('P', ONCE), Expected.of(Expected.Of.CLOSE, sink));
        backend.send(Prepared.close('S', ONCE), Expected.of(Expected.Of.CLOSE, sink));
    }

    /** Back to the savepoint, out of a failed state too. */
    void backToSavepoint() throws IOException {
        succeed(runPrepared(BACK));
    }

    /** Ends a unit of messages so that nothing stays of its implicit transaction. */
    void abort() throws IOException {
        backend.flush();
        if (backend.isUnsynced() && !backend.isIgnoring()) {
            backend.send(parse("_dsql_local_abort", "!"), Expected.of(Expected.Of.PARSE, SWALLOW));
        }
        backend.sync(swallowSync());
    }

    void rollback() throws IOException {
        succeed(runPrepared(ROLLBACK));
    }

    Answer commit() throws IOException {
        return runPrepared(COMMIT);
    }

    private Answer runPrepared(String prepared) throws IOException {
        Answer answer = new Answer();
        pipelined(prepared, collector(answer, false));
        backend.sync(swallowSync());
        return answer;
    }

    /** Runs one statement with parameters as text, and ends with Sync: never within an implicit transaction. */
    Answer run(String sql, String... parameters) throws IOException {
        return run(parse(ONCE, sql), binding(parameters), true);
    }

    private static byte[] binding(String... parameters) {
        MessageBuilder binding = new MessageBuilder('B').int16(0).int16(parameters.length);
        for (String parameter : parameters) {
            binding.value(parameter);
        }
        byte[] message = binding.int16(0).build();
        return Arrays.copyOfRange(message, 5, message.length);
    }

    /** Runs a statement whose rows are of interest; within an implicit transaction it ends without Sync. */
    Answer ask(Prepared prepared, byte[] binding, boolean within) throws IOException {
        Answer answer = new Answer();
        send(answer, prepared.parseAs(ONCE), binding, true);
        if (within) {
            backend.flush();
        } else {
            backend.sync(swallowSync());
        }
        return answer;
    }

    /** Runs a logged statement. */
    Answer run(Prepared prepared, String text, byte[] binding) throws IOException {
        return run(prepared.parseAs(ONCE, text), binding, false);
    }

    private Answer run(byte[] parse, byte[] binding, boolean keepRows) throws IOException {
        Answer answer = new Answer();
        send(answer, parse, binding, keepRows);
        backend.sync(swallowSync());
        return answer;
    }

    private void send(Answer answer, byte[] parse, byte[] binding, boolean keepRows) throws IOException {
        closeOnce(collector(answer, false));
        backend.send(parse, collect(Expected.Of.PARSE, answer, false));
        backend.send(Prepared.bind(ONCE, ONCE, binding), collect(Expected.Of.BIND, answer, false));
        backend.send(Prepared.execute(ONCE, 0), collect(Expected.Of.EXECUTE, answer, keepRows));
    }

    static void succeed(Answer answer) throws IOException {
        PgError error = answer.error();
        if (error != null) {
            throw new IOException("a hidden command failed: " + error.sqlState() + " " + error.message());
        }
    }

    static byte[] parse(String name, String sql) {
        return new MessageBuilder('P').cstring(name).cstring(sql).raw(NO_TYPES).build();
    }

    static Expected swallowSync() {
        return Expected.of(Expected.Of.SYNC, SWALLOW);
    }

    /** Takes answers and shows them to nobody. */
    static final Expected.Sink SWALLOW = new Expected.Sink() {
        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            frame.skip();
        }

        @Override
        public void failed(byte[] error) {
            // The transaction is over at the next Sync, which is where it shows.
        }
    };

    private static Expected collect(Expected.Of of, Answer answer, boolean keepRows) {
        return Expected.of(of, collector(answer, keepRows));
    }

    static Expected.Sink collector(Answer answer, boolean keepRows) {
        return new Expected.Sink() {
            @Override
            public void frame(FrameReader frame, boolean last) throws IOException {
                int type = frame.type();
                byte[] body = frame.body();
                if (type == 'D' || type == 'C') {
                    digest(answer.digest, type, body);
                    if (keepRows && type == 'D') {
                        answer.rows.add(columns(body));
                    }
                }
            }

            @Override
            public void failed(byte[] error) {
                answer.error = PgError.read(error);
                answer.errorBody = error;
            }
        };
    }

    static void digest(CRC32C digest, int type, byte[] body) {
        digest.update(type);
        digest.update(body);
    }

    static List<@Nullable String> columns(byte[] row) {
        ByteBuffer buffer = ByteBuffer.wrap(row);
        List<@Nullable String> columns = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            int length = buffer.getInt();
            if (length < 0) {
                columns.add(null);
            } else {
                byte[] value = new byte[length];
                buffer.get(value);
                columns.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return columns;
    }
}
