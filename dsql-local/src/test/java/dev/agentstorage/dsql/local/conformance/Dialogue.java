package dev.agentstorage.dsql.local.conformance;

import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A session that remembers the id of its last job and replaces {@code {job}} in statements with it. */
final class Dialogue {
    private static final Optional<List<String>> JOB = Optional.of(List.of("job_id"));

    private final RawConnection connection;
    private final Speech speech;
    private String job = "";

    Dialogue(RawConnection connection, Speech speech) {
        this.connection = connection;
        this.speech = speech;
    }

    Result say(String step) throws IOException {
        Result result = speech.say(connection, step.replace("{job}", job));
        if (result.ok() && result.columns().equals(JOB) && result.rows().size() == 1) {
            job = String.valueOf(result.value());
        }
        return result;
    }
}
