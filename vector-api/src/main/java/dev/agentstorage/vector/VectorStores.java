package dev.agentstorage.vector;

import dev.agentstorage.config.CommonOptions;
import dev.agentstorage.config.StorageConfig;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.InvalidRequestException.Problem;
import dev.agentstorage.error.UnavailableException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Opens vector stores. Every call looks up providers by {@link ServiceLoader} with the context class loader of the calling thread. A
 * configuration names the provider as its backend; vector stores have no separate initialisation, so {@code autoInit} has no effect.
 * Thread-safe.
 */
public final class VectorStores {
    /** Stop after this number of failed providers. */
    private static final int MOST_BROKEN = 100;

    private VectorStores() {}

    /**
     * Opens a store of the provider with this name, without options; see {@link #open(StorageConfig)}.
     *
     * @param provider the name of the provider
     * @return the store
     */
    public static VectorStore open(String provider) {
        return open(StorageConfig.of(provider));
    }

    /**
     * Opens a store.
     *
     * @param config the configuration
     * @return the store
     * @throws InvalidRequestException as {@link #require(String)}; {@code config-invalid} with every problem of the configuration; {@code
     *     provider-version}
     * @throws UnavailableException {@code store-locked} when another store has the data open and only one is allowed
     */
    public static VectorStore open(StorageConfig config) {
        return open(require(Inputs.notNull("config", config).backend()), config);
    }

    /**
     * Opens a store of an explicit provider; the configuration's backend must be the provider's name.
     *
     * @param provider the provider of the backend
     * @param config the configuration
     * @return the store
     * @throws InvalidRequestException {@code config-of-another-backend}, {@code provider-version}, {@code config-invalid}
     * @throws UnavailableException {@code store-locked}
     */
    public static VectorStore open(VectorProvider provider, StorageConfig config) {
        Inputs.notNull("provider", provider);
        Inputs.notNull("config", config);
        if (!VectorProvider.VERSION.accepts(provider.spiVersion())) {
            throw new InvalidRequestException(
                    "provider-version",
                    "the provider was built for another version of the SPI",
                    Details.of(
                            "backend", provider.name(),
                            "provider", provider.spiVersion().toString(),
                            "supported", VectorProvider.VERSION.toString()));
        }
        if (!config.backend().equals(provider.name())) {
            throw new InvalidRequestException(
                    "config-of-another-backend",
                    "the configuration is for another backend",
                    Details.of("config", config.backend(), "provider", provider.name()));
        }
        return provider.open(config.validate(provider.options(), valid -> problems(provider, valid)));
    }

    /** The options of every storage do not apply to vector stores. */
    private static List<Problem> problems(VectorProvider provider, StorageConfig config) {
        List<Problem> problems = new ArrayList<>(provider.problems(config));
        CommonOptions.ALL.stream()
                .filter(config::isGiven)
                .forEach(
                        option -> problems.add(new Problem(option.name(), "is not an option of a vector store", null)));
        return problems;
    }

    /** {@return the providers found, sorted by name; providers that cannot be loaded are omitted} */
    public static List<VectorProvider> providers() {
        return load(new ArrayList<>());
    }

    /**
     * {@return the provider with this name}
     *
     * @param name the name of the provider
     * @throws InvalidRequestException {@code provider-missing} when the class path has no provider, {@code provider-unknown} when none has
     *     this name, {@code provider-duplicate} when several have; the details list the names {@code found} and the {@code broken}
     *     providers
     */
    public static VectorProvider require(String name) {
        Inputs.notNull("name", name);
        List<Throwable> broken = new ArrayList<>();
        List<VectorProvider> all = load(broken);
        List<VectorProvider> named =
                all.stream().filter(provider -> provider.name().equals(name)).toList();
        if (named.size() == 1) {
            return named.get(0);
        }
        if (named.size() > 1) {
            throw error("provider-duplicate", "several providers on the class path have this name", name, all, broken);
        }
        throw all.isEmpty()
                ? error("provider-missing", "no provider is on the class path", name, all, broken)
                : error("provider-unknown", "no provider on the class path has this name", name, all, broken);
    }

    private static List<VectorProvider> load(List<Throwable> broken) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? VectorStores.class.getClassLoader() : context;
        Iterator<ServiceLoader.Provider<VectorProvider>> all =
                ServiceLoader.load(VectorProvider.class, loader).stream().iterator();
        Map<String, VectorProvider> found = new TreeMap<>();
        while (broken.size() < MOST_BROKEN) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                VectorProvider provider = all.next().get();
                found.put(provider.name() + " (" + provider.getClass().getName() + ")", provider);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                broken.add(e);
            }
        }
        return List.copyOf(found.values());
    }

    private static InvalidRequestException error(
            String code, String message, String name, List<VectorProvider> found, List<Throwable> broken) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("name", name);
        details.put(
                "found",
                found.stream()
                        .map(provider ->
                                provider.name() + " (" + provider.getClass().getName() + ")")
                        .toList());
        if (!broken.isEmpty()) {
            details.put("broken", broken.stream().map(Throwable::toString).toList());
        }
        InvalidRequestException error = new InvalidRequestException(code, message, details);
        broken.forEach(error::addSuppressed);
        return error;
    }
}
