package dev.agentstorage;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.internal.Suggestions;
import dev.agentstorage.spi.StorageProvider;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Looks up providers by class loader: the usable ones by name, and the reason why each other one failed. */
final class ProviderLookup {
    /** Stop after this number of failed providers. */
    private static final int MOST_BROKEN = 100;

    private record Found(String name, StorageProvider provider) {
        @Override
        public String toString() {
            return name + " (" + jar(provider.getClass()) + ")";
        }
    }

    private final List<Found> found = new ArrayList<>();
    private final List<Throwable> broken = new ArrayList<>();

    private ProviderLookup(ClassLoader loader) {
        Iterator<ServiceLoader.Provider<StorageProvider>> all =
                ServiceLoader.load(StorageProvider.class, loader).stream().iterator();
        while (broken.size() < MOST_BROKEN) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                StorageProvider provider = all.next().get();
                found.add(new Found(provider.name(), provider));
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                broken.add(e);
            }
        }
        found.sort(Comparator.comparing(Found::toString));
    }

    static ProviderLookup here() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return new ProviderLookup(context == null ? ProviderLookup.class.getClassLoader() : context);
    }

    List<StorageProvider> providers() {
        return found.stream().map(Found::provider).toList();
    }

    StorageProvider require(String name) {
        List<Found> named =
                found.stream().filter(one -> one.name().equals(name)).toList();
        if (named.size() == 1) {
            return named.get(0).provider();
        }
        if (named.size() > 1) {
            throw error("provider-duplicate", "several providers on the class path have this name", name);
        }
        if (found.isEmpty()) {
            throw error("provider-missing", "no provider is on the class path", name);
        }
        throw error("provider-unknown", "no provider on the class path has this name", name);
    }

    private InvalidRequestException error(String code, String message, String name) {
        List<String> names = found.stream().map(Found::name).distinct().toList();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("name", name);
        details.put("found", found.stream().map(Found::toString).toList());
        if (!names.contains(name)) {
            Suggestions.nearest(name, names).ifPresent(near -> details.put("suggestion", near));
        }
        if (!broken.isEmpty()) {
            details.put("broken", broken.stream().map(Throwable::toString).toList());
        }
        InvalidRequestException error = new InvalidRequestException(code, message, details);
        broken.forEach(error::addSuppressed);
        return error;
    }

    private static String jar(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "unknown place"
                : source.getLocation().toString();
    }
}
