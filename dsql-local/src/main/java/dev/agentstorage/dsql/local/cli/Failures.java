package dev.agentstorage.dsql.local.cli;

import dev.agentstorage.dsql.local.DsqlLocalException;
import dev.agentstorage.dsql.local.DsqlLocalException.Reason;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints why the command failed and gives its exit code. */
final class Failures implements IExecutionExceptionHandler {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof DsqlLocalException e) {
            command.getErr().println("dsql-local: " + e.getMessage() + particulars(e.details()) + cause(e));
            return e.reason() == Reason.PORT_NOT_AVAILABLE ? WRONG_USAGE : FAILED;
        }
        command.getErr().println("dsql-local: " + failure);
        return FAILED;
    }

    private static String particulars(Map<String, String> details) {
        return details.isEmpty() ? "" : " " + new TreeMap<>(details);
    }

    private static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == e || root.getMessage() == null ? "" : System.lineSeparator() + root.getMessage();
    }
}
