package dev.agentstorage;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.internal.Checks;
import dev.agentstorage.spi.support.Refusals;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Health;
import dev.agentstorage.value.Limits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Combines several storages into one: a default storage, and storages for single domains (rule {@code CFG-20}). Each store is the same object as in
 * the part that serves its domain. Without a default, domains that are not configured are absent.
 *
 * <p>Initialises and closes its parts; with {@link Builder#closingParts(boolean) closingParts(false)} their owner closes them. Transactions never
 * span parts. Thread-safe.
 */
public final class CompositeStorage implements Storage {
    /** The value of {@link #backend()}. */
    public static final String BACKEND = "composite";

    private final String id;
    private final boolean closingParts;
    private final List<Storage> parts;
    private final Map<Domain<?>, Storage> sources;
    private final Set<Feature> features;
    private final Limits limits;
    private final AtomicBoolean closed = new AtomicBoolean();

    private CompositeStorage(Builder builder) {
        this.id = builder.id;
        this.closingParts = builder.closingParts;
        Set<Storage> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Storage> inOrder = new ArrayList<>();
        Map<Domain<?>, Storage> bySource = new LinkedHashMap<>();
        if (builder.fallback != null) {
            for (Domain<?> domain : Domain.values()) {
                if (builder.fallback.find(domain).isPresent()) {
                    bySource.put(domain, builder.fallback);
                }
            }
            distinct.add(builder.fallback);
            inOrder.add(builder.fallback);
        }
        builder.overrides.forEach((domain, part) -> {
            bySource.put(domain, part);
            if (distinct.add(part)) {
                inOrder.add(part);
            }
        });
        this.parts = List.copyOf(inOrder);
        this.sources = Collections.unmodifiableMap(bySource);
        this.features = features(parts, sources);
        this.limits = parts.stream()
                .map(Storage::limits)
                .reduce(CompositeStorage::smaller)
                .orElseThrow();
    }

    /**
     * Returns a builder for a composite storage.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Combines a default storage with storages for single domains.
     *
     * @param fallback the storage of every domain without an override
     * @param overrides the storages of single domains; may be empty
     * @return the storage
     * @throws UnsupportedException when a storage lacks the domain that it must serve
     */
    public static CompositeStorage of(Storage fallback, Map<Domain<?>, Storage> overrides) {
        Builder builder = builder().defaultStorage(fallback);
        Checks.notNull("overrides", overrides).forEach(builder::use);
        return builder.build();
    }

    private static Set<Feature> features(Collection<Storage> parts, Map<Domain<?>, Storage> sources) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        sources.forEach((domain, source) -> {
            features.add(domain.feature());
            source.features().stream()
                    .filter(feature -> feature.implied().contains(domain.feature()))
                    .forEach(features::add);
        });
        if (parts.stream().allMatch(part -> part.features().contains(Feature.PERSISTENCE))) {
            features.add(Feature.PERSISTENCE);
        }
        return Collections.unmodifiableSet(features);
    }

    private static Limits smaller(Limits a, Limits b) {
        return new Limits(
                Math.min(a.idBytes(), b.idBytes()),
                Math.min(a.nameBytes(), b.nameBytes()),
                Math.min(a.valueBytes(), b.valueBytes()),
                Math.min(a.rowBytes(), b.rowBytes()),
                Math.min(a.snapshotBytes(), b.snapshotBytes()),
                Math.min(a.atomicRows(), b.atomicRows()),
                Math.min(a.atomicBytes(), b.atomicBytes()));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String backend() {
        return BACKEND;
    }

    /** Returns the domains that are served; includes {@link Feature#PERSISTENCE} only when every part has it. */
    @Override
    public Set<Feature> features() {
        return features;
    }

    /** Returns the minimum of each limit over the parts. */
    @Override
    public Limits limits() {
        return limits;
    }

    /** {@return the distinct parts of this storage, the default first; unmodifiable} */
    public List<Storage> parts() {
        return parts;
    }

    /**
     * Initialises all parts in order; a failure does not stop the others.
     *
     * @throws dev.agentstorage.error.StorageException the first failure, with the others suppressed
     */
    @Override
    public void init() {
        refuseWhenClosed();
        each(Storage::init);
    }

    /** Checks every part. The result is reachable only when all parts are; the description names each part by its id. */
    @Override
    public Health health() {
        refuseWhenClosed();
        List<Health> answers = parts.stream().map(Storage::health).toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            texts.add(parts.get(i).id() + ": " + answers.get(i).description());
        }
        return new Health(
                answers.stream().allMatch(Health::reachable),
                String.join("; ", texts),
                answers.stream().flatMap(answer -> answer.building().stream()).collect(Collectors.toList()));
    }

    /**
     * Returns the object of this type from the only part that has one.
     *
     * @throws UnsupportedException when no part has one
     * @throws InvalidRequestException {@code unwrap-ambiguous} when several have one: ask a part
     */
    @Override
    public <T> T unwrap(Class<T> type) {
        Checks.notNull("type", type);
        refuseWhenClosed();
        List<T> found =
                parts.stream().flatMap(part -> unwrapped(part, type).stream()).toList();
        if (found.isEmpty()) {
            throw new UnsupportedException("unwrap " + type.getName(), BACKEND);
        }
        if (found.size() > 1) {
            throw new InvalidRequestException(
                    "unwrap-ambiguous",
                    "several parts of the storage provide this type",
                    Map.of("type", type.getName()));
        }
        return found.get(0);
    }

    private static <T> Optional<T> unwrapped(Storage part, Class<T> type) {
        try {
            return Optional.of(part.unwrap(type));
        } catch (UnsupportedException e) {
            return Optional.empty();
        }
    }

    @Override
    public <S> Optional<S> find(Domain<S> domain) {
        Storage source = sources.get(Checks.notNull("domain", domain));
        return source == null ? Optional.empty() : source.find(domain);
    }

    /** Removes the data of a resource in the domains that this storage serves. Domains of a part that another part serves here are ignored. */
    @Override
    public BulkResult eraseResource(String resourceId, BulkListener listener) {
        refuseWhenClosed();
        return Erasure.erase(this, resourceId, listener);
    }

    /** Closes all parts, even when one fails. With {@code closingParts(false)} the parts stay open and their stores stay usable. */
    @Override
    public void close() {
        if (!closed.getAndSet(true) && closingParts) {
            each(Storage::close);
        }
    }

    private void each(Consumer<Storage> work) {
        RuntimeException first = null;
        for (Storage part : parts) {
            try {
                work.accept(part);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void refuseWhenClosed() {
        if (closed.get()) {
            throw Refusals.storageClosed(id, BACKEND);
        }
    }

    /** Returns the id and the parts. */
    @Override
    public String toString() {
        return "Storage[backend=" + BACKEND + ", id=" + id + ", parts=" + parts + "]";
    }

    /** Collects the parts of a storage. Not thread-safe. */
    public static final class Builder {
        private final Map<Domain<?>, Storage> overrides = new LinkedHashMap<>();
        private @Nullable Storage fallback;
        private String id = BACKEND;
        private boolean closingParts = true;

        private Builder() {}

        /**
         * Sets the id of the storage. Default: {@code composite}.
         *
         * @param id the id of the storage
         * @return this builder
         */
        public Builder id(String id) {
            this.id = Checks.notNull("id", id);
            return this;
        }

        /**
         * Sets the storage that serves all of its domains, except those set with {@link #use}.
         *
         * @param fallback the default storage
         * @return this builder
         */
        public Builder defaultStorage(Storage fallback) {
            this.fallback = Checks.notNull("fallback", fallback);
            return this;
        }

        /**
         * Sets the storage of one domain.
         *
         * @param domain the domain
         * @param storage the storage of the domain
         * @return this builder
         * @throws UnsupportedException when the storage lacks the domain
         */
        public Builder use(Domain<?> domain, Storage storage) {
            Checks.notNull("domain", domain);
            if (Checks.notNull("storage", storage).find(domain).isEmpty()) {
                throw new UnsupportedException(domain.feature().name(), storage.backend());
            }
            overrides.put(domain, storage);
            return this;
        }

        /**
         * Sets whether closing this storage closes its parts. Default: {@code true}.
         *
         * @param closingParts {@code false} to leave the parts open
         * @return this builder
         */
        public Builder closingParts(boolean closingParts) {
            this.closingParts = closingParts;
            return this;
        }

        /**
         * Builds the storage.
         *
         * @return the storage
         * @throws InvalidRequestException {@code composite-empty} without any part, {@code id-blank}
         */
        public CompositeStorage build() {
            if (fallback == null && overrides.isEmpty()) {
                throw new InvalidRequestException(
                        "composite-empty", "a composite storage needs at least one part", Map.of());
            }
            if (id.isBlank()) {
                throw new InvalidRequestException(
                        "id-blank", "an id must be a non-empty string", Map.of("field", "id"));
            }
            return new CompositeStorage(this);
        }
    }
}
