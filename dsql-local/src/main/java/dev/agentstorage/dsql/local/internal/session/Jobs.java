package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.FrameReader;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.server.JobIds;
import dev.agentstorage.dsql.local.internal.sql.AsyncIndex;
import dev.agentstorage.dsql.local.internal.sql.AsyncValidation;
import dev.agentstorage.dsql.local.internal.sql.ConstraintDrop;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;

/**
 * Statements that PostgreSQL does not get as they are: those that start jobs, role mappings, and DEALLOCATE ALL, which would
 * drop the statements of this endpoint too; and COPY.
 */
final class Jobs {
    private final State state;
    private final Rules rules;
    private final Answers answers;

    Jobs(State state, Rules rules, Answers answers) {
        this.state = state;
        this.rules = rules;
        this.answers = answers;
    }

    boolean answersOtherwise(Statement statement) {
        return switch (statement.kind()) {
            case ASYNC_INDEX, ASYNC_VALIDATE, IAM, DEALLOCATE_ALL -> true;
            default -> false;
        };
    }

    /** What PostgreSQL prepares instead. */
    Prepared rewrite(Prepared prepared) {
        Statement statement = prepared.statement();
        return switch (statement.kind()) {
            case ASYNC_VALIDATE -> {
                AsyncValidation what = statement.asyncValidation().orElseThrow();
                yield replaced(prepared, "submit_validation", JobIds.next(), what.tableText(), what.constraint());
            }
            // What is not written as it should be is PostgreSQL's to complain about.
            case IAM ->
                statement
                        .iamMapping()
                        .map(what ->
                                replaced(prepared, what.grant() ? "iam_grant" : "iam_revoke", what.role(), what.arn()))
                        .orElse(prepared);
            case DEALLOCATE_ALL -> new Prepared(statement, "SELECT", prepared.types());
            default -> prepared;
        };
    }

    private static Prepared replaced(Prepared prepared, String function, String... arguments) {
        StringBuilder text = new StringBuilder("SELECT dsql_local.").append(function);
        char separator = '(';
        for (String argument : arguments) {
            text.append(separator).append(literal(argument));
            separator = ',';
        }
        return new Prepared(prepared.statement(), text.append(')').toString(), prepared.types());
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Executes a portal of such a statement. */
    void start(String name, State.Portal portal, Transaction transaction) throws IOException {
        transaction.unlogged = true;
        Statement statement = portal.prepared.statement();
        Expected answer;
        switch (statement.kind()) {
            case ASYNC_INDEX -> {
                String id = JobIds.next();
                AsyncIndex index = statement.asyncIndex().orElseThrow();
                String job = id + (index.unique() ? "|u" : "|-") + (index.nullsNotDistinct() ? "|n" : "|-");
                state.hidden.pipelinedText(
                        "SELECT pg_catalog.set_config('dsql_local.job', '" + job + "', true)", answers.onlyErrors());
                transaction.jobs.add(id);
                answer = answers.job(id, "CREATE INDEX");
            }
            case ASYNC_VALIDATE -> {
                String id = portal.prepared.text().split("'", 3)[1];
                transaction.jobs.add(id);
                answer = answers.job(id, "ALTER TABLE");
            }
            default -> {
                boolean grant = statement.iamMapping().orElseThrow().grant();
                answer = answers.tagOnly(grant ? "GRANT" : "REVOKE");
            }
        }
        state.backend.send(Prepared.execute(name, 0), answer);
    }

    /** Asks what PostgreSQL would find out too late about a change of a table: whether it drops the primary key. */
    void checkChange(Statement statement) throws IOException {
        ConstraintDrop drop = statement.constraintDrop().orElse(null);
        if (drop != null) {
            for (String constraint : drop.constraints()) {
                state.hidden.pipelinedText(
                        "SELECT dsql_local.keep_key(" + literal(drop.tableText()) + "," + literal(constraint) + ")",
                        answers.onlyErrors());
            }
        }
    }

    /** Closes all that the client has prepared, in the place of DEALLOCATE ALL. */
    void deallocateAll(String portal) throws IOException {
        for (String name : state.statements.closeAll()) {
            state.backend.send(Prepared.close('S', name), answers.closed(name));
        }
        state.backend.send(Prepared.execute(portal, 0), answers.tagOnly("DEALLOCATE ALL"));
    }

    /** Executes COPY from the client. Its data follows at once, so that everything before it must be answered. */
    void copyIn(String name, Transaction transaction) throws IOException {
        state.backend.flush();
        if (!state.skipping) {
            state.backend.send(
                    Prepared.execute(name, 0), Expected.of(Expected.Of.EXECUTE, new CopyAnswer(transaction)));
            state.backend.flush();
        }
    }

    private final class CopyAnswer implements Expected.Sink {
        private final Transaction transaction;
        private boolean tooLarge;

        CopyAnswer(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public void frame(FrameReader frame, boolean last) throws IOException {
            if (frame.type() == 'G') {
                state.out.pass(frame);
                state.out.flush();
                receive();
                return;
            }
            byte[] tag = frame.body();
            if (answers.countRows(transaction, Answers.rowsOf(tag))) {
                state.out.send(MessageBuilder.of('C', tag));
            }
        }

        private void receive() throws IOException {
            OutputStream target = state.backend.raw();
            FrameReader client = state.client;
            while (client.next()) {
                switch (client.type()) {
                    case 'd' -> receiveData(client, target);
                    case 'c', 'f' -> {
                        if (tooLarge) {
                            client.skip();
                        } else {
                            client.passWholeTo(target);
                        }
                        // What was sent before the data was taken for a part of the COPY.
                        target.write(MessageBuilder.empty('H'));
                        target.flush();
                        return;
                    }
                    // Clients may send these without noticing that it is a COPY.
                    case 'H', 'S' -> client.skip();
                    default -> throw new ProtocolException("not a message of a COPY");
                }
            }
            throw new EOFException("the client has gone within a COPY");
        }

        private void receiveData(FrameReader client, OutputStream target) throws IOException {
            transaction.bytes += client.remaining();
            if (tooLarge) {
                client.skip();
            } else if (rules.isTooLarge(transaction) && !transaction.isExplicit()) {
                tooLarge = true;
                client.skip();
                target.write(new MessageBuilder('f').cstring("too large").build());
            } else {
                client.passWholeTo(target);
            }
        }

        @Override
        public void failed(byte[] error) throws IOException {
            if (tooLarge) {
                state.answerRefusal(rules.tooLarge(transaction));
            } else {
                answers.fail(error);
            }
        }
    }
}
