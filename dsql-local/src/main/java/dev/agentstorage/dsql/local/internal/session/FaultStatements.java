package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.faults.Faults;
import dev.agentstorage.dsql.local.internal.protocol.BindParameters;
import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.sql.PrivateCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Executes calls to the functions that manage faults. Not thread-safe. */
final class FaultStatements {
    private final SessionContext session;

    FaultStatements(SessionContext session) {
        this.session = session;
    }

    /** Executes a call, after the preceding statements have completed. */
    void execute(Portal portal) {
        session.backend().then(() -> answer(portal));
    }

    private void answer(Portal portal) throws IOException {
        PrivateCall call = portal.statement().privateCall().orElseThrow();
        try {
            List<String> arguments = new ArrayList<>();
            for (String argument : call.arguments()) {
                arguments.add(isParameter(argument) ? parameter(portal, argument) : argument);
            }
            Optional<Faults.Answer> answer = session.endpoint().faults().sql(call.function(), arguments);
            if (answer.isEmpty()) {
                session.refuseNow(PgError.of(
                        "42883", "function dsql_local." + call.function() + " does not exist with these arguments"));
                return;
            }
            send(answer.get());
        } catch (IllegalArgumentException wrong) {
            session.refuseNow(PgError.of("22023", String.valueOf(wrong.getMessage())));
        }
    }

    private void send(Faults.Answer answer) throws IOException {
        for (List<String> row : answer.rows()) {
            MessageBuilder message = new MessageBuilder('D').int16(row.size());
            row.forEach(message::value);
            session.out().send(message.build());
        }
        session.out().tag("SELECT " + answer.rows().size());
    }

    static boolean isParameter(String argument) {
        return argument.startsWith("$");
    }

    private static String parameter(Portal portal, String argument) {
        return BindParameters.text(portal.binding(), Integer.parseInt(argument.substring(1)))
                .orElseThrow(() -> new IllegalArgumentException("an argument is null"));
    }
}
