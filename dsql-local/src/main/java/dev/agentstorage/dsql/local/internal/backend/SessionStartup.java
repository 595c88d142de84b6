package dev.agentstorage.dsql.local.internal.backend;

import dev.agentstorage.dsql.local.internal.protocol.MessageBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens a session's connection to PostgreSQL with the client's settings and role. Thread-safe. */
public final class SessionStartup {
    /** Settings that are accepted in the startup packet. */
    private static final Set<String> SETTINGS = Set.of(
            "application_name",
            "client_encoding",
            "datestyle",
            "extra_float_digits",
            "intervalstyle",
            "search_path",
            "timezone");

    private static final Set<String> NOT_SETTINGS = Set.of("user", "database", "options", "replication");

    private final BackendConnector connector;

    public SessionStartup(BackendConnector connector) {
        this.connector = connector;
    }

    /** @param parameters ParameterStatus and BackendKeyData, for the client */
    public record Started(BackendConnection backend, List<byte[]> parameters) {}

    /** @throws StartupRefusedException if the role or a setting is not accepted */
    public Started start(String user, Map<String, String> parameters) throws IOException {
        BackendConnector.Opened opened = connector.open(settings(parameters));
        boolean done = false;
        try {
            Started started = become(user, opened);
            done = true;
            return started;
        } finally {
            if (!done) {
                opened.backend().close();
            }
        }
    }

    private static Started become(String user, BackendConnector.Opened opened) throws IOException {
        BackendConnection backend = opened.backend();
        InternalStatements statements = new InternalStatements(backend);
        InternalResult role = statements
                .query("SELECT rolcanlogin AND NOT rolsuper FROM pg_catalog.pg_authid WHERE rolname = $1", user)
                .succeeded();
        if (role.rows().isEmpty()) {
            throw new StartupRefusedException("28000", "role \"" + user + "\" does not exist");
        }
        if (!"t".equals(role.rows().get(0).get(0))) {
            throw new StartupRefusedException("28000", "role \"" + user + "\" is not permitted to log in");
        }
        Map<String, byte[]> statuses = new LinkedHashMap<>();
        List<byte[]> others = new ArrayList<>();
        for (byte[] message : opened.parameters()) {
            if (message[0] == 'S') {
                statuses.put(nameOf(message, 5), message);
            } else {
                others.add(message);
            }
        }
        backend.listen(
                frame -> {
                    int type = frame.type();
                    byte[] body = frame.body();
                    if (type == 'S') {
                        statuses.put(nameOf(body, 0), MessageBuilder.of(type, body));
                    }
                },
                waited -> {});
        statements
                .query("SET SESSION AUTHORIZATION \"" + user.replace("\"", "\"\"") + "\"")
                .succeeded();
        List<byte[]> messages = new ArrayList<>(statuses.values());
        messages.addAll(others);
        return new Started(backend, messages);
    }

    private static String nameOf(byte[] bytes, int from) {
        int end = from;
        while (bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private static Map<String, String> settings(Map<String, String> parameters) throws StartupRefusedException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : parameters.entrySet()) {
            if (!NOT_SETTINGS.contains(each.getKey())) {
                put(settings, each.getKey(), each.getValue());
            }
        }
        String options = parameters.get("options");
        if (options != null) {
            readOptions(settings, options);
        }
        return settings;
    }

    private static void put(Map<String, String> settings, String name, String value) throws StartupRefusedException {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!SETTINGS.contains(lower)) {
            throw new StartupRefusedException(
                    "0A000", "setting configuration parameter \"" + name + "\" not supported");
        }
        if (lower.equals("client_encoding") && !isUtf8(value)) {
            throw new StartupRefusedException("0A000", "client encoding \"" + value + "\" not supported");
        }
        settings.put(name, value);
    }

    private static boolean isUtf8(String encoding) {
        String plain = encoding.replaceAll("['\" _-]", "").toLowerCase(Locale.ROOT);
        return plain.equals("utf8") || plain.equals("unicode");
    }

    /** Parses {@code -c name=value} and {@code --name=value}; a backslash escapes a space within a value. */
    private static void readOptions(Map<String, String> settings, String options) throws StartupRefusedException {
        @Nullable String flag = null;
        for (String word : options.trim().split("(?<!\\\\)\\s+")) {
            String text = word.replace("\\ ", " ");
            if (text.isEmpty()) {
                continue;
            }
            if (flag == null && text.equals("-c")) {
                flag = text;
                continue;
            }
            String setting =
                    flag != null ? text : text.startsWith("--") ? text.substring(2) : text.replaceFirst("^-c", "");
            flag = null;
            int equals = setting.indexOf('=');
            if (equals < 0) {
                throw new StartupRefusedException("22023", "invalid command-line argument for server process: " + text);
            }
            put(settings, setting.substring(0, equals).replace('-', '_'), setting.substring(equals + 1));
        }
    }
}
