package dev.agentstorage.dsql.local.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;

/** One run of the probes against a cluster. Not thread-safe. */
public final class Recording {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ATTEMPTS = 20;
    private static final int EVERY = 50;

    private final Cluster cluster;
    private final PrintWriter out;
    private final List<String> differences = new ArrayList<>();

    public Recording(Cluster cluster, PrintWriter out) {
        this.cluster = cluster;
        this.out = out;
    }

    /**
     * Runs the probes and writes {@code cases.jsonl}, {@code setup.sql} and {@code differences.txt}.
     *
     * @param groups of {@link Probes#GROUPS} and {@link Probes#MESSAGES}
     * @param directory created if it is missing
     * @return the number of probes that the cluster answers differently from the endpoint
     * @throws IOException if the cluster is not empty at the start (nothing is changed then) or at the end, or cannot be reached
     */
    public int run(List<String> groups, Path directory) throws IOException {
        List<JsonNode> probes = Probes.of(groups);
        SSLSocketFactory tls = Trust.in(cluster.certificates());
        Set<String> roles;
        try (Client client = Client.open(cluster, tls)) {
            Set<String> present = Belongings.objects(client);
            if (!present.isEmpty()) {
                throw new IOException("the cluster is not empty, and the probes need one that is; nothing was changed."
                        + " It has what these statements drop: " + present);
            }
            roles = Belongings.roles(client);
        }
        out.printf(
                "%d probes make and drop up to %d tables, a few views, sequences, functions, roles and a schema.%n",
                probes.size(), Probes.tables(probes));
        List<String> recorded;
        try {
            recorded = record(probes, tls);
        } finally {
            cleanUp(tls, roles);
        }
        Files.createDirectories(directory);
        Files.write(directory.resolve("cases.jsonl"), recorded);
        Files.write(directory.resolve("setup.sql"), Probes.lines("setup.sql"));
        Files.write(directory.resolve("differences.txt"), differences);
        out.printf(
                "%d probes recorded in %s, %d answered otherwise than here (differences.txt).%n",
                recorded.size(), directory, differences.size());
        return differences.size();
    }

    private void cleanUp(SSLSocketFactory tls, Set<String> roles) throws IOException {
        try (Client client = Client.open(cluster, tls)) {
            List<String> left = Belongings.drop(client, roles);
            if (!left.isEmpty()) {
                throw new IOException("the cluster still has what these statements drop: " + left);
            }
            out.println("All that was made has been dropped.");
        }
    }

    private List<String> record(List<JsonNode> probes, SSLSocketFactory tls) throws IOException {
        List<String> recorded = new ArrayList<>();
        Client client = Client.open(cluster, tls);
        try {
            for (String statement : Probes.setup()) {
                setUp(client, statement);
            }
            for (JsonNode probe : probes) {
                try {
                    recorded.add(JSON.writeValueAsString(record(probe, client, tls)));
                } catch (IOException lost) {
                    differences.add(probe.path("name").asText() + ": not recorded: " + lost.getMessage());
                    client.close();
                    client = Client.open(cluster, tls);
                }
                if (recorded.size() % EVERY == 0) {
                    out.printf("%d of %d probes%n", recorded.size(), probes.size());
                }
            }
        } finally {
            client.close();
        }
        return recorded;
    }

    private static void setUp(Client client, String statement) throws IOException {
        Answer answer = client.extended(statement);
        for (int attempt = 1; attempt < ATTEMPTS && answer.isConflict(); attempt++) {
            answer = client.extended(statement);
        }
        if (answer.error() != null) {
            throw new IOException(statement + " failed: " + answer.error());
        }
    }

    private ObjectNode record(JsonNode probe, Client client, SSLSocketFactory tls) throws IOException {
        ObjectNode recorded = probe.deepCopy();
        recorded.remove("source");
        recorded.put("recorded", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        int before = differences.size();
        if (probe.has("sessions")) {
            inTurns(probe, recorded, tls);
        } else {
            Dialogue dialogue = new Dialogue(client);
            ArrayNode expect = recorded.putArray("expect");
            for (int i = 0; i < Probes.steps(probe).size(); i++) {
                ask(probe, probe, i, dialogue, expect);
            }
            client.simple("ROLLBACK");
        }
        while (differences.size() > before + 1) {
            // One line per probe, for its first difference: later ones are consequences.
            differences.remove(differences.size() - 1);
        }
        return recorded;
    }

    private void inTurns(JsonNode probe, ObjectNode recorded, SSLSocketFactory tls) throws IOException {
        List<JsonNode> sessions = Probes.sessions(probe);
        List<Client> clients = new ArrayList<>();
        try {
            List<Dialogue> dialogues = new ArrayList<>();
            List<ArrayNode> expects = new ArrayList<>();
            for (int i = 0; i < sessions.size(); i++) {
                Client client = Client.open(cluster, tls);
                clients.add(client);
                dialogues.add(new Dialogue(client));
                expects.add(((ObjectNode) recorded.get("sessions").get(i)).putArray("expect"));
            }
            for (JsonNode turn : probe.required("order")) {
                int session = turn.asInt();
                ask(
                        probe,
                        sessions.get(session),
                        expects.get(session).size(),
                        dialogues.get(session),
                        expects.get(session));
            }
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private void ask(JsonNode probe, JsonNode script, int step, Dialogue dialogue, ArrayNode expect)
            throws IOException {
        String sql = Probes.steps(script).get(step);
        JsonNode known = script.required("expect").get(step);
        boolean ignoreRows = probe.path("ignore_rows").asBoolean();
        ObjectNode answer;
        if (probe.path("protocol").asText().equals("simple")) {
            answer = Answers.ofMessage(dialogue.message(sql), known, ignoreRows);
        } else {
            answer = Answers.json(dialogue.say(sql, step == 0, known), known, ignoreRows);
        }
        expect.add(answer);
        Answers.difference(known, answer, ignoreRows)
                .ifPresent(text -> differences.add(probe.path("name").asText() + ": " + sql + ": " + text));
    }
}
