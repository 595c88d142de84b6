package dev.agentstorage.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.Storages;
import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.OutcomeUnknownException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.observability.Span;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.provider.Intercepted;
import dev.agentstorage.tck.provider.WithLimits;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.workflow.NewWorkflowRun;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** If a call of the backend fails, callers receive this failure (rule {@code CORE-29}). */
public abstract class OutageContract extends Contract {
    private static final String END = "\"kind\":\"end\"";

    /** Made by the kit. */
    protected OutageContract() {}

    /** Intercepts calls to the backend and makes them fail from a given call on; initially none fails. */
    private static final class Outage implements Intercepted.Interceptor {
        private volatile @Nullable RuntimeException failure;
        private final AtomicInteger passing = new AtomicInteger();

        /** Lets this number of further calls pass, and makes all others fail until {@link #end}. */
        void begin(RuntimeException newFailure, int newPassing) {
            passing.set(newPassing);
            failure = newFailure;
        }

        void end() {
            failure = null;
        }

        @Override
        public @Nullable Object around(Method method, Object[] arguments, Intercepted.Call call) throws Throwable {
            RuntimeException thrown = failure;
            if (thrown != null && passing.getAndDecrement() <= 0) {
                throw thrown;
            }
            return call.proceed();
        }
    }

    private static List<RuntimeException> failures() {
        return List.of(
                new UnavailableException("unreachable", "the database cannot be reached", Map.of()),
                new OutcomeUnknownException("commit-outcome-unknown", "the answer to the commit was lost", Map.of()),
                new CorruptDataException("row-unreadable", "a stored value cannot be read", Map.of()),
                new IllegalStateException("a defect of the backend"));
    }

    private Storage behind(Outage outage) {
        return Storages.open(new Intercepted(provider(), outage), config());
    }

    /** If this fails, look for code that catches the error of the backend, in the stores or in the backend's own decorators. */
    @Rule(id = "CORE-29")
    void everyCallThrowsWhatTheBackendThrows() {
        Outage outage = new Outage();
        try (Storage storage = behind(outage)) {
            storage.init();
            for (Entity<?> kind : Entity.of(declared())) {
                fails(storage, outage, kind);
            }
        }
    }

    private <T extends Record> void fails(Storage storage, Outage outage, Entity<T> kind) {
        T entity = kind.store(storage, kind.bare().apply(id(kind.name().replace(' ', '-'))));
        List<T> listed = kind.listed(storage, entity);
        for (RuntimeException failure : failures()) {
            outage.begin(failure, 0);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> kind.find(storage, entity),
                    () -> kind.listed(storage, entity),
                    () -> kind.store(storage, entity),
                    () -> kind.discard(storage, entity))) {
                assertThat(catchThrowable(call)).as(kind.name()).isSameAs(failure);
            }
            outage.end();
            assertThat(kind.find(storage, entity)).as(kind.name()).contains(entity);
        }
        assertThat(kind.listed(storage, entity)).isEqualTo(listed);
        kind.discard(storage, entity);
        assertThat(kind.find(storage, entity)).as(kind.name()).isEmpty();
    }

    private static List<Listing<?>> listings(Storage storage) {
        List<Listing<?>> listings = new ArrayList<>();
        storage.find(Domain.MEMORY)
                .ifPresent(store ->
                        listings.addAll(List.of(store.listThreads(), store.listMessages(), store.listResources())));
        storage.find(Domain.WORKFLOWS).ifPresent(store -> listings.addAll(List.of(store.list(), store.listHeads())));
        storage.find(Domain.OBSERVABILITY)
                .ifPresent(store ->
                        listings.addAll(List.of(store.listTraces(), store.listTraceHeads(), store.listSpans())));
        storage.find(Domain.SCORES).ifPresent(store -> listings.add(store.list()));
        storage.find(Domain.AGENTS).ifPresent(store -> listings.addAll(List.of(store.list(), store.listResolved())));
        return listings;
    }

    /** If this fails, look for code that treats a failed read as the end of a listing. */
    @Rule(id = "CORE-29")
    void everyListingThrowsWhatTheBackendThrows() {
        Outage outage = new Outage();
        try (Storage storage = behind(outage)) {
            storage.init();
            for (Listing<?> listing : listings(storage)) {
                for (RuntimeException failure : failures()) {
                    outage.begin(failure, 0);
                    for (ThrowingCallable read : List.<ThrowingCallable>of(
                            listing::page,
                            () -> listing.page(PageRequest.withTotal(0, 1)),
                            () -> listing.slice(1),
                            listing::count,
                            listing::toList,
                            listing::end,
                            () -> listing.stream().toList())) {
                        assertThat(catchThrowable(read)).isSameAs(failure);
                    }
                    outage.end();
                }
            }
        }
    }

    /** The steps before an outage stay applied, and a repeated call continues. If this fails, look at what ends the loop of the steps. */
    @Rule(id = "CORE-29", requires = Feature.OBSERVABILITY)
    void aBulkOperationStopsWithTheErrorAndContinues() {
        Outage outage = new Outage();
        int rows = smallStorage().limits().atomicRows();
        try (Storage storage = Storages.open(
                new WithLimits(
                        new Intercepted(provider(), outage), smallStorage().limits()),
                config())) {
            String trace = id("trace");
            List<Span> spans = IntStream.range(0, 3 * rows)
                    .mapToObj(i -> SpanSamples.child(trace, "span-" + i))
                    .toList();
            for (RuntimeException failure : failures()) {
                outage.begin(failure, 1);
                List<Long> heard = new ArrayList<>();
                assertThat(catchThrowable(() -> storage.observability().importSpans(spans, heard::add)))
                        .isSameAs(failure);
                assertThat(heard).containsExactly((long) rows);
                outage.end();
                assertThat(storage.observability().importSpans(spans).affected())
                        .isEqualTo(3L * rows);
                outage.begin(failure, 1);
                assertThat(catchThrowable(() -> storage.observability().deleteTraces(List.of(trace))))
                        .isSameAs(failure);
                outage.end();
                long left = storage.observability()
                        .getTrace(trace)
                        .map(found -> found.spans().size())
                        .orElse(0);
                assertThat(left).isBetween(1L, 3L * rows - 1);
                assertThat(storage.observability().deleteTraces(List.of(trace)).affected())
                        .isEqualTo(left);
            }
        }
    }

    /** An incomplete export lacks its last line, whichever call fails. If this fails, look at what writes the last line of an export. */
    @Rule(id = "CORE-29", requires = Feature.WORKFLOWS)
    void anExportThatFailsHasNoEnd() throws IOException {
        Outage outage = new Outage();
        String owner = id("owner");
        try (Storage storage = behind(outage)) {
            storage.workflows()
                    .save(NewWorkflowRun.builder("export", id("run"))
                            .resourceId(owner)
                            .snapshot(Json.EMPTY_OBJECT)
                            .build());
            String whole = exported(storage, owner);
            assertThat(whole).contains(END);
            for (RuntimeException failure : failures()) {
                int passing = 0;
                for (String text = ""; !text.equals(whole); passing++) {
                    outage.begin(failure, passing);
                    StringWriter out = new StringWriter();
                    Throwable error = catchThrowable(() -> StorageTransfer.exportResource(storage, owner, out));
                    outage.end();
                    text = out.toString();
                    if (error == null) {
                        assertThat(text).isEqualTo(whole);
                    } else {
                        assertThat(error).isSameAs(failure);
                        assertRefused(storage, owner, text);
                    }
                }
                assertThat(passing).as("exports").isGreaterThan(1);
            }
        }
    }

    private static String exported(Storage storage, String owner) throws IOException {
        StringWriter out = new StringWriter();
        StorageTransfer.exportResource(storage, owner, out);
        return out.toString();
    }

    private static void assertRefused(Storage storage, String owner, String part) {
        assertThat(part).doesNotContain(END);
        if (!part.isEmpty()) {
            // the text may end within a line
            assertThat(ExpectedError.thrown(
                                    InvalidRequestException.class,
                                    () -> StorageTransfer.importResource(storage, owner, new StringReader(part)))
                            .code())
                    .isIn("transfer-truncated", "transfer-line-invalid");
        }
    }
}
