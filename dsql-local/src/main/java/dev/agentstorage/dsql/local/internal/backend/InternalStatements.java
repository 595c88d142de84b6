package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Handler;
import dev.agentstorage.dsql.local.internal.backend.PendingResponse.Kind;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Runs internal statements on a session's connection, invisible to the client. They use separate names, so that the
 * client's statements and portals are kept. Not thread-safe.
 */
public final class InternalStatements {
    /** Statements that are prepared once per connection. */
    public enum Prepared {
        SAVEPOINT("SAVEPOINT _dsql_local"),
        ROLLBACK_TO_SAVEPOINT("ROLLBACK TO SAVEPOINT _dsql_local"),
        ROLLBACK("ROLLBACK"),
        COMMIT("COMMIT"),
        /** The number of rows that the transaction has changed. */
        CHANGED_ROWS("SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
                + " FROM pg_catalog.pg_stat_xact_user_tables WHERE schemaname <> 'dsql_local'"),
        /** Makes PostgreSQL take the snapshot of a transaction that has just begun. */
        SNAPSHOT("SELECT 1");

        private final String text;
        private final String statement;

        Prepared(String text) {
            this.text = text;
            this.statement = "_dsql_local_" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** The name of a statement that is used once. */
    private static final String ONCE = "_dsql_local_once";

    private static final String INVALID = "_dsql_local_invalid";
    private static final String SYNTAX_ERROR = "!";

    private final BackendConnection backend;

    public InternalStatements(BackendConnection backend) {
        this.backend = backend;
    }

    /** Prepares the statements. Called once, before the client's first message. */
    void prepare() throws IOException {
        InternalResult result = new InternalResult(false);
        for (Prepared each : Prepared.values()) {
            backend.send(
                    FrontendMessages.parse(each.statement, each.text, FrontendMessages.noTypes()),
                    PendingResponse.of(Kind.PARSE, result));
        }
        backend.sync(PendingResponse.discardedSync());
        result.succeeded();
    }

    /** Sends a statement without waiting for its response. */
    public void pipeline(Prepared prepared, Handler handler) throws IOException {
        String name = prepared.statement;
        backend.send(FrontendMessages.close('P', name), PendingResponse.of(Kind.CLOSE, handler));
        bindAndExecute(name, FrontendMessages.noParameters(), handler);
    }

    /** Like {@link #pipeline(Prepared, Handler)}, for a text that is used once. */
    public void pipeline(String sql, Handler handler) throws IOException {
        closeOnce(handler);
        backend.send(
                FrontendMessages.parse(ONCE, sql, FrontendMessages.noTypes()), PendingResponse.of(Kind.PARSE, handler));
        bindAndExecute(ONCE, FrontendMessages.noParameters(), handler);
    }

    private void bindAndExecute(String name, byte[] binding, Handler handler) throws IOException {
        backend.send(FrontendMessages.bind(name, name, binding), PendingResponse.of(Kind.BIND, handler));
        backend.send(FrontendMessages.execute(name, 0), PendingResponse.of(Kind.EXECUTE, handler));
    }

    private void closeOnce(Handler handler) throws IOException {
        backend.send(FrontendMessages.close('P', ONCE), PendingResponse.of(Kind.CLOSE, handler));
        backend.send(FrontendMessages.close('S', ONCE), PendingResponse.of(Kind.CLOSE, handler));
    }

    /** Rolls back to the savepoint, even if the transaction has failed. */
    public void rollbackToSavepoint() throws IOException {
        run(Prepared.ROLLBACK_TO_SAVEPOINT).succeeded();
    }

    public void rollback() throws IOException {
        run(Prepared.ROLLBACK).succeeded();
    }

    public InternalResult commit() throws IOException {
        return run(Prepared.COMMIT);
    }

    /** Ends the unit of messages with an error, so that PostgreSQL rolls back its implicit transaction. */
    public void abortUnit() throws IOException {
        backend.flush();
        if (backend.isUnsynced() && !backend.isIgnoring()) {
            backend.send(
                    FrontendMessages.parse(INVALID, SYNTAX_ERROR, FrontendMessages.noTypes()),
                    PendingResponse.of(Kind.PARSE, PendingResponse.DISCARD));
        }
        backend.sync(PendingResponse.discardedSync());
    }

    private InternalResult run(Prepared prepared) throws IOException {
        InternalResult result = new InternalResult(false);
        pipeline(prepared, result);
        backend.sync(PendingResponse.discardedSync());
        return result;
    }

    /**
     * Runs a statement with parameters as text and returns its rows. Sends Sync: not for use within an implicit
     * transaction.
     */
    public InternalResult query(String sql, String... parameters) throws IOException {
        InternalResult result = send(sql, FrontendMessages.noTypes(), binding(parameters), true);
        backend.sync(PendingResponse.discardedSync());
        return result;
    }

    private static byte[] binding(String... parameters) {
        MessageBuilder binding = new MessageBuilder('B').int16(0).int16(parameters.length);
        for (String parameter : parameters) {
            binding.value(parameter);
        }
        byte[] message = binding.int16(0).build();
        return Arrays.copyOfRange(message, 5, message.length);
    }

    /**
     * Like {@link #query}, with a client's bound parameters and without Sync, for use within an implicit transaction.
     */
    public InternalResult queryWithinUnit(String sql, byte[] types, byte[] binding) throws IOException {
        InternalResult result = send(sql, types, binding, true);
        backend.flush();
        return result;
    }

    /** Like {@link #query}, with a client's bound parameters. */
    public InternalResult query(String sql, byte[] types, byte[] binding) throws IOException {
        InternalResult result = send(sql, types, binding, true);
        backend.sync(PendingResponse.discardedSync());
        return result;
    }

    /** Runs a client's statement again. Its rows are not kept, but are part of the digest. Sends Sync. */
    public InternalResult replay(String sql, byte[] types, byte[] binding) throws IOException {
        InternalResult result = send(sql, types, binding, false);
        backend.sync(PendingResponse.discardedSync());
        return result;
    }

    /** Only the response to Execute is part of the result: Parse, Bind and Close return neither rows nor a tag. */
    private InternalResult send(String sql, byte[] types, byte[] binding, boolean keepRows) throws IOException {
        InternalResult result = new InternalResult(keepRows);
        closeOnce(result);
        backend.send(FrontendMessages.parse(ONCE, sql, types), PendingResponse.of(Kind.PARSE, result));
        bindAndExecute(ONCE, binding, result);
        return result;
    }
}
