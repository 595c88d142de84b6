package dev.agentstorage.dsql.local.conformance;

import dev.agentstorage.dsql.local.rawclient.RawConnection;
import dev.agentstorage.dsql.local.rawclient.Result;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A session that remembers the job it was told of: {@code {job}} in a statement stands for its id. */
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
