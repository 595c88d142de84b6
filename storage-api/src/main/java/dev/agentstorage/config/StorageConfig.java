package dev.agentstorage.config;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.internal.Checks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The backend to open, and its options; from a builder, a map, a properties file or environment variables, which are equivalent (rule
 * {@code CFG-02}). Option values are not validated until a storage is opened: then all problems are reported together (rule
 * {@code CFG-04}). Immutable and thread-safe, if the objects in it are.
 *
 * <p>{@code toString} shows only the names of options until the configuration is validated; values of secret options and objects are never
 * shown (rule {@code CFG-06}).
 */
public final class StorageConfig {
    /** The default prefix of environment variables: {@code AGENT_STORAGE_BACKEND}, and so on. */
    public static final String ENVIRONMENT_PREFIX = "AGENT_STORAGE_";

    /** The keys that are not options, as in an environment variable. */
    static final Set<String> RESERVED = Set.of("BACKEND", "ID", "AUTO_INIT");

    private final String backend;
    private final String id;
    private final boolean autoInit;
    private final Map<String, Object> given;
    private final @Nullable Map<Option<?>, Object> values;

    StorageConfig(
            String backend,
            String id,
            boolean autoInit,
            Map<String, Object> given,
            @Nullable Map<Option<?>, Object> values) {
        this.backend = backend;
        this.id = id;
        this.autoInit = autoInit;
        this.given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
        this.values = values;
    }

    /**
     * Returns a builder for a configuration of the backend with this name.
     *
     * @param backend the name of the backend
     * @return a new builder
     */
    public static Builder builder(String backend) {
        return new Builder(backend);
    }

    /**
     * Returns a configuration of the backend with this name, without options.
     *
     * @param backend the name of the backend
     * @return the configuration
     */
    public static StorageConfig of(String backend) {
        return builder(backend).build();
    }

    /**
     * Reads a configuration from a map: {@code backend}, and optionally {@code id} and {@code autoInit}; every other key is an option, with
     * a text or an object as its value.
     *
     * @param map the values, by key
     * @return the configuration
     * @throws InvalidRequestException {@code config-invalid} with every problem
     */
    public static StorageConfig fromMap(Map<String, ?> map) {
        return ConfigSources.fromMap(map);
    }

    /**
     * Reads a configuration from a properties file in UTF-8, with the keys of {@link #fromMap(Map)}.
     *
     * @param file the file
     * @return the configuration
     * @throws InvalidRequestException {@code config-unreadable}, {@code config-invalid}
     */
    public static StorageConfig fromProperties(Path file) {
        return ConfigSources.fromProperties(file);
    }

    /**
     * Takes a configuration from the environment of this process. @see #fromEnvironment(Map, String)
     *
     * @return the configuration
     */
    public static StorageConfig fromEnvironment() {
        return fromEnvironment(System.getenv(), ENVIRONMENT_PREFIX);
    }

    /**
     * Reads a configuration from environment variables: {@code <prefix>BACKEND}, {@code <prefix>ID}, {@code <prefix>AUTO_INIT}, and
     * {@code <prefix>} followed by {@link Option#environmentName()} for each option. Variables without the prefix are ignored.
     *
     * @param environment the environment variables, by name
     * @param prefix the prefix of the names of the variables
     * @return the configuration
     * @throws InvalidRequestException {@code config-invalid}
     */
    public static StorageConfig fromEnvironment(Map<String, String> environment, String prefix) {
        return ConfigSources.fromEnvironment(environment, prefix);
    }

    /** {@return the name of the backend} */
    public String backend() {
        return backend;
    }

    /** {@return the id of the storage; the backend's name by default} */
    public String id() {
        return id;
    }

    /** {@return whether the storage initialises itself before its first use; {@code true} by default} */
    public boolean autoInit() {
        return autoInit;
    }

    /**
     * {@return this configuration with automatic initialisation on or off}
     *
     * @param automatic whether the storage initialises itself
     */
    public StorageConfig withAutoInit(boolean automatic) {
        return new StorageConfig(backend, id, automatic, given, values);
    }

    /**
     * {@return the value of an option, or its default}
     *
     * @param <T> the type of the value
     * @param option the option
     * @throws InvalidRequestException {@code option-unset} when there is neither; use {@link #find(Option)} for such options
     */
    public <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new InvalidRequestException(
                        "option-unset",
                        "the option has neither a value nor a default",
                        Map.of("option", option.name())));
    }

    /**
     * {@return the value of an option, or its default; empty when there is neither}
     *
     * @param <T> the type of the value
     * @param option the option
     * @throws InvalidRequestException {@code config-invalid} when the configuration has not been validated and the value does not fit
     */
    public <T> Optional<T> find(Option<T> option) {
        Checks.notNull("option", option);
        return OptionValues.find(given, values, option);
    }

    /**
     * {@return whether an option is set explicitly; a default does not count} For providers that reject options that exclude each other.
     *
     * @param option the option
     */
    public boolean isGiven(Option<?> option) {
        Checks.notNull("option", option);
        return given.containsKey(option.name()) || given.containsKey(option.environmentName());
    }

    /**
     * {@return this configuration, validated against the options of a provider and the {@link CommonOptions}} Every way to open a storage
     * calls this, so that providers receive only valid values.
     *
     * @param options the known options
     * @throws InvalidRequestException {@code config-invalid} with every problem: unknown options, invalid values, missing required options
     */
    public StorageConfig validate(Collection<Option<?>> options) {
        return validate(options, config -> List.of());
    }

    /**
     * Like {@link #validate(Collection)}, and also against constraints on several options. For an invalid value, {@code together} sees the
     * default, although {@link #isGiven} is true; its problems of such options are dropped.
     *
     * @param options the options that are known
     * @param together finds problems of option combinations
     * @return the configuration
     */
    public StorageConfig validate(
            Collection<Option<?>> options, Function<? super StorageConfig, ? extends Collection<Problem>> together) {
        List<Problem> problems = new ArrayList<>();
        List<Option<?>> all = new ArrayList<>(options);
        all.addAll(CommonOptions.ALL);
        Map<Option<?>, Object> fitting = OptionValues.check(given, all, problems);
        StorageConfig valid = new StorageConfig(backend, id, autoInit, given, fitting);
        Set<String> known = problems.stream().map(Problem::field).collect(Collectors.toSet());
        for (Problem problem : together.apply(valid)) {
            if (!known.contains(problem.field())) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidRequestException("config-invalid", "the configuration has problems", problems);
        }
        return valid;
    }

    /** Returns backend, id, and the options: names only before validation, secrets and objects masked after it. */
    @Override
    public String toString() {
        return "StorageConfig[backend=" + backend + ", id=" + id + ", autoInit=" + autoInit + ", options="
                + OptionValues.show(given, values) + "]";
    }

    /** Collects a configuration. Not thread-safe. */
    public static final class Builder {
        private final String backend;
        private final Map<String, Object> given = new LinkedHashMap<>();
        private @Nullable String id;
        private boolean autoInit = true;

        private Builder(String backend) {
            this.backend = Checks.notNull("backend", backend);
        }

        /**
         * Sets the id of the storage. Default: the backend's name.
         *
         * @param id the id of the storage
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Checks.notNull("id", id);
            return this;
        }

        /**
         * Sets whether the storage initialises itself before its first use.
         *
         * @param autoInit whether the storage initialises itself before its first use
         * @return this builder
         */
        public Builder autoInit(boolean autoInit) {
            this.autoInit = autoInit;
            return this;
        }

        /**
         * Sets an option.
         *
         * @param <T> the type of the value
         * @param option the option
         * @param value the value of the option
         * @return this builder
         */
        public <T> Builder set(Option<T> option, T value) {
            given.put(Checks.notNull("option", option).name(), Checks.notNull("value", value));
            return this;
        }

        /**
         * Sets an option by its name, its value as text.
         *
         * @param name the name of the option
         * @param text the value of the option, as text
         * @return this builder
         */
        public Builder option(String name, String text) {
            given.put(Checks.notNull("name", name), Checks.notNull("text", text));
            return this;
        }

        /**
         * Builds the configuration.
         *
         * @return the configuration
         * @throws InvalidRequestException {@code config-invalid} when backend or id is blank
         */
        public StorageConfig build() {
            return ConfigSources.checked(backend, id, autoInit, given);
        }
    }
}
