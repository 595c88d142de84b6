package dev.agentstorage.config;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.internal.Checks;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads configurations from files, maps and the environment. */
final class ConfigSources {
    private ConfigSources() {}

    static StorageConfig fromMap(Map<String, ?> map) {
        Map<String, Object> options = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        Checks.notNull("map", map).forEach((key, value) -> {
            if (value == null) {
                problems.add(new Problem(String.valueOf(key), "must not be null", null));
            } else {
                options.put(Checks.notNull("key", key), value);
            }
        });
        return take(options, "backend", "id", "autoInit", problems);
    }

    static StorageConfig fromProperties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Checks.notNull("file", file), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidRequestException(
                    "config-unreadable", "the properties file cannot be read", Map.of("file", file.toString()), e);
        }
        Map<String, Object> options = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> options.put(name, properties.getProperty(name)));
        return take(options, "backend", "id", "autoInit", new ArrayList<>());
    }

    static StorageConfig fromEnvironment(Map<String, String> environment, String prefix) {
        Checks.notNull("prefix", prefix);
        Map<String, Object> options = new TreeMap<>();
        Checks.notNull("environment", environment).forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                options.put(name.substring(prefix.length()), value);
            }
        });
        return take(options, "BACKEND", "ID", "AUTO_INIT", new ArrayList<>());
    }

    static StorageConfig checked(String backend, @Nullable String id, boolean autoInit, Map<String, Object> options) {
        List<Problem> problems = new ArrayList<>();
        return build(backend, id, autoInit, options, problems);
    }

    private static StorageConfig take(
            Map<String, Object> options, String backendKey, String idKey, String autoInitKey, List<Problem> problems) {
        Object backend = options.remove(backendKey);
        Object id = options.remove(idKey);
        Object autoInit = options.remove(autoInitKey);
        boolean auto = true;
        if (autoInit != null) {
            String text = autoInit.toString().toLowerCase(Locale.ROOT);
            auto = text.equals("true");
            if (!auto && !text.equals("false")) {
                problems.add(new Problem(autoInitKey, "must be true or false", null));
            }
        }
        if (backend == null) {
            problems.add(new Problem(backendKey, "must be given", null));
        }
        return build(
                backend == null ? "?" : backend.toString(), id == null ? null : id.toString(), auto, options, problems);
    }

    private static StorageConfig build(
            String backend,
            @Nullable String id,
            boolean autoInit,
            Map<String, Object> options,
            List<Problem> problems) {
        if (backend.isBlank()) {
            problems.add(new Problem("backend", "must not be blank", null));
        }
        if (id != null && id.isBlank()) {
            problems.add(new Problem("id", "must not be blank", null));
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequestException("config-invalid", "the configuration has problems", problems);
        }
        return new StorageConfig(backend, id == null ? backend : id, autoInit, options, null);
    }
}
