package dev.agentstorage.dsql.local.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** A session that remembers the id of its last job and replaces {@code {job}} in statements with it. */
final class Dialogue {
    private static final int ATTEMPTS = 5;

    private final Client client;
    private String job = "";

    Dialogue(Client client) {
        this.client = client;
    }

    /**
     * @param first whether a statement that conflicts is sent again: a schema that another session has just changed fails the
     *     next statement of an idle session
     */
    Answer say(String step, boolean first, JsonNode known) throws IOException {
        String sql = step.replace("{job}", job);
        Answer answer = client.extended(sql);
        boolean unexpected = first && !known.path("sqlstate").asText().equals("40001");
        for (int attempt = 1; attempt < ATTEMPTS && unexpected && answer.isConflict(); attempt++) {
            answer = client.extended(sql);
        }
        if (answer.isJob()) {
            job = String.valueOf(answer.rows().get(0).get(0));
        }
        return answer;
    }

    List<Answer> message(String sql) throws IOException {
        return client.simple(sql);
    }
}
