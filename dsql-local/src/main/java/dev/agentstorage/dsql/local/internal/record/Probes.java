package dev.agentstorage.dsql.local.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The probes with their known answers, one JSON object per line, and the tables that they need. */
public final class Probes {
    /** In this order: groups whose work continues in the background come last. */
    public static final List<String> GROUPS = List.of(
            "environment",
            "statements",
            "settings",
            "lexing",
            "queries",
            "transactions",
            "limits",
            "types",
            "conflicts",
            "tables",
            "indexes");

    /** Several statements in one message, which only the simple protocol supports. */
    public static final String MESSAGES = "messages";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Probes() {}

    /** The lines of {@code setup.sql} or of a group's {@code .jsonl}. */
    public static List<String> lines(String resource) {
        try (InputStream in = Probes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no such resource: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> setup() {
        return lines("setup.sql").stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .toList();
    }

    static List<JsonNode> of(List<String> groups) {
        return groups.stream()
                .flatMap(group -> lines(group + ".jsonl").stream())
                .filter(line -> !line.isBlank())
                .map(Probes::parse)
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The steps of a probe, or of one of its sessions. */
    static List<String> steps(JsonNode script) {
        List<String> steps = new ArrayList<>();
        script.required("steps").forEach(step -> steps.add(step.asText()));
        return steps;
    }

    /** The sessions of a probe; an ordinary one is its only session. */
    static List<JsonNode> sessions(JsonNode probe) {
        List<JsonNode> sessions = new ArrayList<>();
        if (probe.has("sessions")) {
            probe.get("sessions").forEach(sessions::add);
        } else {
            sessions.add(probe);
        }
        return sessions;
    }

    /** The number of tables that are created; a table that is created repeatedly counts each time. */
    static long tables(List<JsonNode> probes) {
        return Stream.concat(
                        setup().stream(),
                        probes.stream()
                                .flatMap(probe -> sessions(probe).stream())
                                .flatMap(session -> steps(session).stream()))
                .filter(step -> step.toUpperCase(Locale.ROOT).startsWith("CREATE TABLE"))
                .count();
    }
}
