package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.backend.PendingResponse;
import dev.agentstorage.dsql.local.internal.job.JobIds;
import dev.agentstorage.dsql.local.internal.protocol.FrontendMessages;
import dev.agentstorage.dsql.local.internal.sql.AsyncIndex;
import dev.agentstorage.dsql.local.internal.sql.ConstraintDrop;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.transaction.Transaction;
import java.io.IOException;

/**
 * Executes statements that PostgreSQL does not have or must not run as written: those that start jobs, role mappings,
 * and DEALLOCATE ALL, which would drop the endpoint's own statements. Not thread-safe.
 */
final class JobStatements {
    private final SessionContext session;
    private final ResponseHandlers handlers;

    JobStatements(SessionContext session, ResponseHandlers handlers) {
        this.session = session;
        this.handlers = handlers;
    }

    /** Executes the portal of a statement that starts a job, or of a role mapping. */
    void execute(String name, Portal portal, Transaction transaction) throws IOException {
        transaction.log().markIncomplete();
        Statement statement = portal.statement();
        PendingResponse response = switch (statement.kind()) {
            case ASYNC_INDEX -> startIndex(statement.asyncIndex().orElseThrow(), transaction);
            case ASYNC_VALIDATE -> {
                String id = portal.prepared().text().split("'", 3)[1];
                transaction.addJob(id);
                yield handlers.job(id, "ALTER TABLE");
            }
            default -> handlers.tagOnly(statement.iamMapping().orElseThrow().grant() ? "GRANT" : "REVOKE");
        };
        session.backend().send(FrontendMessages.execute(name, 0), response);
    }

    private PendingResponse startIndex(AsyncIndex index, Transaction transaction) throws IOException {
        String id = JobIds.next();
        String job = id + (index.unique() ? "|u" : "|-") + (index.nullsNotDistinct() ? "|n" : "|-");
        session.internalStatements()
                .pipeline("SELECT pg_catalog.set_config('dsql_local.job', '" + job + "', true)", handlers.onlyErrors());
        transaction.addJob(id);
        return handlers.job(id, "CREATE INDEX");
    }

    /** Checks whether a statement would drop a primary key, which PostgreSQL would report too late. */
    void checkSchemaChange(Statement statement) throws IOException {
        ConstraintDrop drop = statement.constraintDrop().orElse(null);
        if (drop != null) {
            for (String constraint : drop.constraints()) {
                session.internalStatements()
                        .pipeline(
                                StatementRewrite.call("keep_key", drop.tableText(), constraint), handlers.onlyErrors());
            }
        }
    }

    /** Closes all prepared statements of the client, in place of DEALLOCATE ALL. */
    void deallocateAll(String portal) throws IOException {
        for (String name : session.preparedStatements().closeAll()) {
            session.backend().send(FrontendMessages.close('S', name), handlers.closed(name));
        }
        session.backend().send(FrontendMessages.execute(portal, 0), handlers.tagOnly("DEALLOCATE ALL"));
    }
}
