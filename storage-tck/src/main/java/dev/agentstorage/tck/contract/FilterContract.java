package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.agent.AgentConfig;
import dev.agentstorage.agent.AgentQuery;
import dev.agentstorage.agent.NewAgent;
import dev.agentstorage.agent.Resolution;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.TraceQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The cost of containment filters is bounded (rule {@code CORE-23}). */
public abstract class FilterContract extends CoreContract {
    private static final int ROWS = 8;
    private static final List<Integer> NUMBERS =
            IntStream.range(0, 8_000).boxed().toList();

    /** Made by the kit. */
    protected FilterContract() {}

    private static Json object(Object value) {
        return Json.of(Map.of("k", value));
    }

    /** Objects at the end of a long array: each is compared with all objects before it. */
    private static Json costly(int objects, int others) {
        return object(Stream.concat(
                        Collections.nCopies(others, Map.of("b", 0)).stream(),
                        IntStream.range(0, objects).mapToObj(number -> Map.of("a", number)))
                .toList());
    }

    private static Json reversed() {
        List<Integer> reversed = new ArrayList<>(NUMBERS);
        Collections.reverse(reversed);
        return object(reversed);
    }

    /** Threads, messages and resources. If this fails, look for a loop over the filter inside a loop over the row, and for a missing bound. */
    @Rule(id = "CORE-23", requires = Feature.MEMORY)
    void filtersOfMemoryAreBounded() {
        String resource = id("resource");
        ConversationThread thread = thread(resource, base());
        String mark = id("mark");
        List<String> owners = new ArrayList<>();
        for (Json metadata : rows()) {
            Json marked = metadata.with("mark", Json.of(mark));
            memory().createThread(ConversationThread.builder(resource)
                    .id(id("thread"))
                    .metadata(marked)
                    .build());
            memory().saveMessages(List.of(NewMessage.builder(thread.id())
                    .content(Json.of(Map.of("metadata", metadata)))
                    .build()));
            owners.add(memory().saveResource(Resource.builder(id("owner"))
                            .metadata(marked)
                            .createdAt(base())
                            .updatedAt(base())
                            .build())
                    .id());
        }
        Map<String, Function<Json, Listing<?>>> listings = new LinkedHashMap<>();
        listings.put(
                "threads",
                filter -> memory().listThreads(ThreadQuery.builder()
                        .resourceId(resource)
                        .metadata(filter)
                        .build()));
        listings.put(
                "messages",
                filter -> memory().listMessages(MessageQuery.builder()
                        .threadId(thread.id())
                        .metadata(filter)
                        .build()));
        listings.forEach((what, listing) -> bounded(what, 0, listing));
        Json marked = Json.of(Map.of("mark", mark));
        bounded(
                "resources",
                marked.text().length() - 1,
                filter -> memory().listResources(ResourceQuery.builder()
                        .metadata(filter.merge(marked))
                        .build()));
        owners.forEach(memory()::deleteResource);
    }

    /** Traces by metadata, by scope and by tags. If this fails, look as above, and at tags that are searched one by one. */
    @Rule(id = "CORE-23", requires = Feature.OBSERVABILITY)
    void filtersOfTracesAreBounded() {
        String resource = id("resource");
        for (Json metadata : rows()) {
            observability()
                    .saveSpan(SpanSamples.listed(resource, id("trace"))
                            .metadata(metadata)
                            .scope(metadata)
                            .build());
        }
        bounded(
                "metadata",
                0,
                filter -> observability()
                        .listTraces(TraceQuery.ofResource(resource).toBuilder()
                                .metadata(filter)
                                .build()));
        bounded(
                "scope",
                0,
                filter -> observability()
                        .listTraces(TraceQuery.ofResource(resource).toBuilder()
                                .scope(filter)
                                .build()));
        List<String> tags = NUMBERS.stream().map(String::valueOf).toList();
        List<String> reversed = new ArrayList<>(tags);
        Collections.reverse(reversed);
        observability()
                .saveSpan(SpanSamples.listed(resource, id("trace")).tags(tags).build());
        assertThat(tagged(resource, reversed).toList()).hasSize(1);
        tooLarge("filter-too-large", () -> tagged(resource, List.of("x".repeat(Limits.FILTER_BYTES))));
    }

    private Listing<?> tagged(String resource, List<String> tags) {
        return observability()
                .listTraces(TraceQuery.ofResource(resource).toBuilder()
                        .tags(tags.toArray(String[]::new))
                        .build());
    }

    /** Agents. If this fails, look as above. */
    @Rule(id = "CORE-23", requires = Feature.AGENTS)
    void filtersOfAgentsAreBounded() {
        String author = id("author");
        AgentConfig config = AgentConfig.builder()
                .name("name")
                .instructions("instructions")
                .model(Json.EMPTY_OBJECT)
                .build();
        for (Json metadata : rows()) {
            agents().create(NewAgent.builder(config)
                    .id(id("agent"))
                    .authorId(author)
                    .metadata(metadata)
                    .build());
        }
        AgentQuery query = AgentQuery.builder().authorId(author).build();
        bounded(
                "agents",
                0,
                filter -> agents().list(query.toBuilder().metadata(filter).build()));
        bounded(
                "resolved agents",
                0,
                filter ->
                        agents().listResolved(query.toBuilder().metadata(filter).build(), Resolution.ACTIVE));
    }

    /** Rows with many numbers, and one with many objects. */
    private static List<Json> rows() {
        List<Json> rows = new ArrayList<>(Collections.nCopies(ROWS, object(NUMBERS)));
        rows.add(costly(2_500, 5_000));
        return rows;
    }

    /** @param more the number of bytes that the listing adds to its filter */
    private static void bounded(String what, int more, Function<Json, Listing<?>> listing) {
        Listing<?> numbers = listing.apply(reversed());
        assertThat(numbers.toList()).as(what).hasSize(ROWS);
        assertThat(numbers.count()).as(what).isEqualTo(ROWS);

        assertThat(listing.apply(costly(100, 0)).toList()).as(what).hasSize(1);
        Listing<?> costly = listing.apply(costly(2_500, 0));
        for (TooLargeException error : List.of(
                tooLarge("filter-too-costly", () -> costly.slice(ROWS)),
                tooLarge("filter-too-costly", costly::count))) {
            assertThat(error.limit()).as(what).isEqualTo(10_000_000);
            assertThat(error.details()).containsKey("hint");
        }

        String most = "x".repeat(Limits.FILTER_BYTES - more - object("").text().length());
        assertThat(listing.apply(object(most)).toList()).as(what).isEmpty();
        TooLargeException error = tooLarge("filter-too-large", () -> listing.apply(object(most + "x")));
        assertThat(error.limit()).as(what).isEqualTo(Limits.FILTER_BYTES);
    }
}
