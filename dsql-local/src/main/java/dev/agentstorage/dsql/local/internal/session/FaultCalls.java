package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.PrivateCall;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Calls of the functions that manage faults. PostgreSQL prepares and describes a query of the same columns; the rows are
 * made here.
 */
final class FaultCalls {
    private static final String INVALID_PARAMETER_VALUE = "22023";

    private final State state;

    FaultCalls(State state) {
        this.state = state;
    }

    static boolean isOne(Statement statement) {
        return columns(statement).isPresent();
    }

    private static Optional<List<String>> columns(Statement statement) {
        return statement
                .privateCall()
                .flatMap(call ->
                        Faults.sqlColumns(call.function(), call.arguments().size()));
    }

    /** What PostgreSQL prepares instead: all columns are text, as are the parameters. */
    Prepared rewrite(Prepared prepared) {
        Statement statement = prepared.statement();
        Optional<List<String>> columns = columns(statement);
        if (columns.isEmpty()) {
            return prepared;
        }
        String parameters = statement.privateCall().orElseThrow().arguments().stream()
                .filter(FaultCalls::isParameter)
                .map(parameter -> " WHEN " + parameter + "::text IS NULL THEN ''")
                .collect(Collectors.joining());
        String value = parameters.isEmpty() ? "''::text" : "CASE" + parameters + " END";
        String text = columns.get().stream()
                .map(column -> value + " AS " + column)
                .collect(Collectors.joining(", ", "SELECT ", ""));
        return new Prepared(statement, text, prepared.types());
    }

    private static boolean isParameter(String argument) {
        return argument.length() > 1
                && argument.charAt(0) == '$'
                && argument.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    }

    /** Does what the call says and answers it, in its turn. */
    void execute(State.Portal portal) {
        portal.started = true;
        PrivateCall call = portal.prepared.statement().privateCall().orElseThrow();
        state.backend.then(() -> answer(call, portal.binding));
    }

    private void answer(PrivateCall call, byte[] binding) throws IOException {
        Faults.Answer answer;
        try {
            List<String> arguments = call.arguments().stream()
                    .map(argument -> isParameter(argument) ? parameter(binding, argument) : argument)
                    .toList();
            answer = state.shared.faults().sql(call.function(), arguments).orElseThrow();
        } catch (IllegalArgumentException e) {
            state.answerRefusal(PgError.of(INVALID_PARAMETER_VALUE, String.valueOf(e.getMessage())));
            return;
        }
        for (List<String> row : answer.rows()) {
            MessageBuilder message = new MessageBuilder('D').int16(row.size());
            row.forEach(message::value);
            state.out.send(message.build());
        }
        String tag = "SELECT " + answer.rows().size();
        state.out.send(new MessageBuilder('C').cstring(tag).build());
    }

    private static String parameter(byte[] binding, String reference) {
        int number = Integer.parseInt(reference.substring(1));
        return Bindings.text(binding, number)
                .orElseThrow(() -> new IllegalArgumentException("an argument must not be null"));
    }
}
