package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.PrivateCall;
import dev.agentstorage.dsql.local.internal.sql.Statement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls of the functions that manage faults: PostgreSQL prepares a query of the same shape, and is not asked to run it. */
final class FaultCalls {
    private static final Map<String, List<String>> COLUMNS = Map.of(
            "inject", List.of("inject"),
            "remove_fault", List.of("remove_fault"),
            "clear_faults", List.of("clear_faults"),
            "faults", List.of("id", "rule", "fired"));

    private final State state;

    FaultCalls(State state) {
        this.state = state;
    }

    static boolean isCall(Statement statement) {
        return statement
                .privateCall()
                .map(PrivateCall::function)
                .filter(COLUMNS::containsKey)
                .isPresent();
    }

    /** What PostgreSQL prepares: parameters of type text, the same columns. */
    static Prepared rewrite(Prepared prepared) {
        PrivateCall call = prepared.statement().privateCall().orElseThrow();
        StringBuilder text = new StringBuilder("SELECT ");
        String separator = "";
        for (String column : COLUMNS.getOrDefault(call.function(), List.of())) {
            text.append(separator).append("NULL::text AS ").append(column);
            separator = ", ";
        }
        separator = " WHERE ";
        for (String argument : call.arguments()) {
            if (isParameter(argument)) {
                text.append(separator).append(argument).append("::text IS NULL");
                separator = " AND ";
            }
        }
        return new Prepared(prepared.statement(), text.toString(), prepared.types());
    }

    /** Answers in its turn. */
    void execute(State.Portal portal) {
        state.backend.then(() -> answer(portal));
    }

    private void answer(State.Portal portal) throws IOException {
        PrivateCall call = portal.prepared.statement().privateCall().orElseThrow();
        try {
            List<String> arguments = new ArrayList<>();
            for (String argument : call.arguments()) {
                arguments.add(isParameter(argument) ? parameter(portal, argument) : argument);
            }
            Optional<Faults.Answer> answer = state.shared.faults().sql(call.function(), arguments);
            if (answer.isEmpty()) {
                state.answerRefusal(PgError.of(
                        "42883", "function dsql_local." + call.function() + " does not exist with these arguments"));
                return;
            }
            send(answer.get());
        } catch (IllegalArgumentException wrong) {
            state.answerRefusal(PgError.of("22023", String.valueOf(wrong.getMessage())));
        }
    }

    private void send(Faults.Answer answer) throws IOException {
        for (List<String> row : answer.rows()) {
            MessageBuilder message = new MessageBuilder('D').int16(row.size());
            row.forEach(message::value);
            state.out.send(message.build());
        }
        state.out.tag("SELECT " + answer.rows().size());
    }

    private static boolean isParameter(String argument) {
        return argument.startsWith("$");
    }

    private static String parameter(State.Portal portal, String argument) {
        return Bindings.text(portal.binding, Integer.parseInt(argument.substring(1)))
                .orElseThrow(() -> new IllegalArgumentException("an argument is null"));
    }
}
