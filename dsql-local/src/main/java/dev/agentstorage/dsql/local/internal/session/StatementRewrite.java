package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.job.JobIds;
import dev.agentstorage.dsql.local.internal.sql.AsyncValidation;
import dev.agentstorage.dsql.local.internal.sql.IamMapping;
import dev.agentstorage.dsql.local.internal.sql.PrivateCall;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which text PostgreSQL prepares for a statement; usually it is the client's own. */
final class StatementRewrite {
    /** The functions that manage faults, with the columns of their results. */
    private static final Map<String, List<String>> FAULT_FUNCTIONS = Map.of(
            "inject", List.of("inject"),
            "remove_fault", List.of("remove_fault"),
            "clear_faults", List.of("clear_faults"),
            "faults", List.of("id", "rule", "fired"));

    private StatementRewrite() {}

    /** @param types number and object ids of the parameter types, as in the Parse message */
    static PreparedSql prepare(Statement statement, byte[] types) {
        String text = textFor(statement);
        return new PreparedSql(statement, text, types);
    }

    /** Whether the statement calls a function that manages faults, which the endpoint executes itself. */
    static boolean isFaultCall(Statement statement) {
        return faultCall(statement).isPresent();
    }

    private static Optional<PrivateCall> faultCall(Statement statement) {
        return statement.privateCall().filter(call -> FAULT_FUNCTIONS.containsKey(call.function()));
    }

    /** Whether PostgreSQL's description of the statement differs from the service's. */
    static boolean isReplaced(Statement statement) {
        return switch (statement.kind()) {
            case ASYNC_INDEX, ASYNC_VALIDATE, IAM, DEALLOCATE_ALL -> true;
            default -> false;
        };
    }

    private static String textFor(Statement statement) {
        Optional<PrivateCall> faultCall = faultCall(statement);
        if (faultCall.isPresent()) {
            return sameShape(faultCall.get());
        }
        return switch (statement.kind()) {
            case ASYNC_VALIDATE -> {
                AsyncValidation what = statement.asyncValidation().orElseThrow();
                yield call("submit_validation", JobIds.next(), what.tableText(), what.constraint());
            }
            case IAM -> {
                Optional<IamMapping> mapping = statement.iamMapping();
                // PostgreSQL reports the syntax error of a malformed mapping.
                yield mapping.isPresent() ? mappingCall(mapping.get()) : statement.text();
            }
            case DEALLOCATE_ALL -> "SELECT";
            default -> statement.text();
        };
    }

    /** A query with the function's result columns, and with parameters of type text. */
    private static String sameShape(PrivateCall call) {
        StringBuilder text = new StringBuilder("SELECT ");
        String separator = "";
        for (String column : FAULT_FUNCTIONS.getOrDefault(call.function(), List.of())) {
            text.append(separator).append("NULL::text AS ").append(column);
            separator = ", ";
        }
        separator = " WHERE ";
        for (String argument : call.arguments()) {
            if (FaultStatements.isParameter(argument)) {
                text.append(separator).append(argument).append("::text IS NULL");
                separator = " AND ";
            }
        }
        return text.toString();
    }

    private static String mappingCall(IamMapping mapping) {
        return call(mapping.grant() ? "iam_grant" : "iam_revoke", mapping.role(), mapping.arn());
    }

    /** A SELECT that calls one of the endpoint's own functions. */
    static String call(String function, String... arguments) {
        StringBuilder text = new StringBuilder("SELECT dsql_local.").append(function);
        char separator = '(';
        for (String argument : arguments) {
            text.append(separator)
                    .append('\'')
                    .append(argument.replace("'", "''"))
                    .append('\'');
            separator = ',';
        }
        return text.append(')').toString();
    }
}
