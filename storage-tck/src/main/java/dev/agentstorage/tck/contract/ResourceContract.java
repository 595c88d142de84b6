package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.thrown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.StorageException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ResourcePatch;
import dev.agentstorage.memory.ResourceQuery;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Instants;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.Utf8;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Resources are stored, patched, listed and removed (rules {@code MEM-70} to {@code MEM-79}). */
public abstract class ResourceContract extends MemoryContract {
    /** Made by the kit. */
    protected ResourceContract() {}

    private Resource resource() {
        return Resource.builder(id("resource"))
                .workingMemory("notes")
                .metadata(object("a", 1))
                .createdAt(base())
                .updatedAt(base())
                .build();
    }

    /** Resources are returned as saved. If this fails, look at the row mapper. */
    @Rule(
            id = "MEM-70",
            requires = Feature.MEMORY,
            cases = {"R01", "R02", "R03", "R08", "R09", "R10", "R11", "R12", "R13"})
    void savedResourceIsReadBack() {
        Json nested = Json.parse("{\"a\":{\"b\":[null,true,{\"c\":1.50}]},\"n\":null,\"e\":{},\"s\":\"\\u0000\"}");
        Instant old = Instant.parse("2023-06-01T12:34:56.789Z");
        for (Resource resource : List.of(
                resource(),
                Resource.builder(id("r"))
                        .workingMemory("")
                        .createdAt(old)
                        .updatedAt(old)
                        .build(),
                Resource.builder(id("r"))
                        .metadata(nested)
                        .createdAt(old)
                        .updatedAt(old.plusSeconds(1))
                        .build(),
                Resource.builder(id("r"))
                        .workingMemory("é😀\n".repeat(10_000))
                        .metadata(object("k", List.of()))
                        .createdAt(old)
                        .updatedAt(old)
                        .build())) {
            assertThat(memory().saveResource(resource)).isEqualTo(resource);
            assertThat(memory().getResource(resource.id())).contains(resource);
        }
        assertThat(memory().getResource(id("unknown"))).isEmpty();
    }

    /** Saving replaces every field. If this fails, look for a plain insert. */
    @Rule(id = "MEM-71", requires = Feature.MEMORY)
    void savedResourceReplacesEveryField() {
        Resource first = memory().saveResource(resource());
        Resource second = Resource.builder(first.id())
                .metadata(object("b", 2))
                .createdAt(at(-9))
                .updatedAt(at(9))
                .build();
        assertThat(memory().saveResource(second)).isEqualTo(second);
        assertThat(memory().getResource(first.id())).contains(second);
    }

    /** Fields that a patch does not name are unchanged. If this fails, look at the merge. */
    @Rule(
            id = "MEM-72",
            requires = Feature.MEMORY,
            cases = {"R04", "R05", "R06", "R08"})
    void patchChangesOnlyWhatItGives() {
        Resource first = memory().saveResource(resource());
        Resource both = memory().updateResource(
                        first.id(),
                        ResourcePatch.builder()
                                .workingMemory("new")
                                .metadata(object("b", 2))
                                .build());
        assertThat(both.workingMemory()).contains("new");
        assertThat(both.metadata()).isEqualTo(Json.parse("{\"a\":1,\"b\":2}"));
        Resource text = memory().updateResource(first.id(), ResourcePatch.ofWorkingMemory(""));
        assertThat(text.workingMemory()).contains("");
        assertThat(text.metadata()).isEqualTo(both.metadata());
        Resource metadata = memory().updateResource(first.id(), ResourcePatch.ofMetadata(Json.parse("{\"a\":null}")));
        assertThat(metadata.workingMemory()).contains("");
        assertThat(metadata.metadata()).isEqualTo(object("b", 2));
        Resource cleared = memory().updateResource(
                        first.id(), ResourcePatch.builder().clearWorkingMemory().build());
        assertThat(cleared.workingMemory()).isEmpty();
        assertThat(memory().getResource(first.id())).contains(cleared);
    }

    /** Metadata can be cleared. If this fails, look for a patch that treats cleared fields as unchanged. */
    @Rule(id = "MEM-72", requires = Feature.MEMORY)
    void metadataCanBeCleared() {
        Resource stored = memory().saveResource(resource());
        Resource cleared = memory().updateResource(
                        stored.id(), ResourcePatch.builder().clearMetadata().build());
        assertThat(cleared.metadata()).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(cleared.workingMemory()).isEqualTo(stored.workingMemory());
        assertThat(memory().getResource(stored.id())).contains(cleared);
    }

    /** A missing resource is created. If this fails, look at an update of zero rows. */
    @Rule(id = "MEM-73", requires = Feature.MEMORY, cases = "R07")
    void patchCreatesAMissingResource() {
        String id = id("resource");
        Instant before = Instant.now().minusMillis(1);
        Resource created = memory().updateResource(
                        id,
                        ResourcePatch.builder()
                                .workingMemory("x")
                                .metadata(Json.parse("{\"a\":1,\"b\":null}"))
                                .build());
        assertThat(created.workingMemory()).contains("x");
        assertThat(created.metadata()).isEqualTo(object("a", 1));
        assertThat(created.createdAt()).isAfter(before).isEqualTo(created.updatedAt());
        assertThat(memory().getResource(id)).contains(created);
    }

    /** A patch only increases updatedAt. If this fails, look at the maximum of now and the old value. */
    @Rule(id = "MEM-74", requires = Feature.MEMORY, cases = "R14")
    void patchMovesUpdatedAtForwards() {
        Resource first = memory().saveResource(resource());
        Resource second = memory().updateResource(first.id(), ResourcePatch.EMPTY);
        Resource third = memory().updateResource(first.id(), ResourcePatch.EMPTY);
        assertThat(second.updatedAt()).isAfter(first.updatedAt());
        assertThat(third.updatedAt()).isAfter(second.updatedAt());
        assertThat(third.createdAt()).isEqualTo(first.createdAt());
        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        Resource ahead = memory().saveResource(Resource.builder(id("r"))
                .createdAt(base())
                .updatedAt(future)
                .build());
        assertThat(memory().updateResource(ahead.id(), ResourcePatch.EMPTY).updatedAt())
                .isEqualTo(future.plusNanos(1000));
    }

    /** updatedAt never exceeds the storable years. If this fails, limit the next microsecond. */
    @Rule(id = "MEM-74", requires = Feature.MEMORY)
    void updatedAtStaysAtTheLastMicrosecondThatCanBeStored() {
        Resource last = memory().saveResource(Resource.builder(id("r"))
                .createdAt(base())
                .updatedAt(Instants.LAST)
                .build());
        Resource patched = memory().updateResource(last.id(), ResourcePatch.ofWorkingMemory("x"));
        assertThat(patched.updatedAt()).isEqualTo(Instants.LAST);
        assertThat(memory().getResource(last.id())).contains(patched);
        assertThat(memory().saveResource(patched)).isEqualTo(patched);
    }

    /** An expected version is checked. If this fails, compare it inside the atomic change. */
    @Rule(id = "MEM-75", requires = Feature.MEMORY)
    void expectedVersionGuards() {
        Resource first = memory().saveResource(resource());
        Resource second = memory().updateResource(first.id(), ResourcePatch.ofWorkingMemory("second"), first.version());
        ConflictException stale = thrown(
                ConflictException.class,
                () -> memory().updateResource(first.id(), ResourcePatch.ofWorkingMemory("third"), first.version()));
        assertThat(stale.code()).isEqualTo("version-conflict");
        assertThat(stale.details()).containsEntry("resourceId", first.id());
        assertThat(stale.stored(Resource.class)).contains(second);
        assertThatThrownBy(() -> memory().saveResource(first, first.version())).isInstanceOf(ConflictException.class);
        assertThat(memory().getResource(first.id())).contains(second);
        Resource third = memory().saveResource(first, second.version());
        assertThat(memory().getResource(first.id())).contains(third);

        String missing = id("resource");
        for (Runnable call : List.<Runnable>of(
                () -> memory().updateResource(missing, ResourcePatch.EMPTY, first.version()),
                () -> memory().saveResource(Resource.of(missing), first.version()))) {
            ConflictException absent = thrown(ConflictException.class, call::run);
            assertThat(absent.details()).containsEntry("resourceId", missing);
            assertThat(absent.stored(Resource.class)).isEmpty();
        }
        assertThat(memory().getResource(missing)).isEmpty();
    }

    /** Concurrent patches are all kept, also of a new resource. If this fails, look at the race of two creators. */
    @Rule(
            id = "MEM-76",
            requires = Feature.MEMORY,
            cases = {"R15", "G11", "G12"})
    void concurrentPatchesAreAllKept() {
        String id = id("resource");
        concurrently(
                4,
                4,
                (worker, step) ->
                        memory().updateResource(id, ResourcePatch.ofMetadata(object("k" + worker + step, step))));
        assertThat(memory().getResource(id).orElseThrow().metadata().members()).hasSize(16);
    }

    /** Only the row is removed. If this fails, look for a cascade. */
    @Rule(id = "MEM-77", requires = Feature.MEMORY)
    void deletedResourceLeavesItsThreads() {
        Resource resource = memory().saveResource(resource());
        ConversationThread thread = thread(resource.id());
        List<Message> messages = messages(thread, 1);
        assertThat(memory().deleteResource(resource.id())).isTrue();
        assertThat(memory().getResource(resource.id())).isEmpty();
        assertThat(memory().deleteResource(resource.id())).isFalse();
        assertThat(memory().getThread(thread.id())).isPresent();
        assertThat(memory().getMessage(messages.get(0).id())).isPresent();
    }

    /** Resources are listed in order. If this fails, look at the order and the filter. */
    @Rule(id = "MEM-78", requires = Feature.MEMORY, cases = "G01")
    void resourcesAreListed() {
        String mark = id("mark");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String id = id("resource");
            memory().saveResource(Resource.builder(id)
                    .metadata(object("mark", mark))
                    .createdAt(at(i / 4))
                    .updatedAt(at(i))
                    .build());
            expected.add(id);
        }
        expected.subList(0, 4).sort(Utf8::compare);
        expected.subList(4, 7).sort(Utf8::compare);
        ResourceQuery query =
                ResourceQuery.builder().metadata(object("mark", mark)).build();
        Listing<Resource> listing = memory().listResources(query);
        assertThat(listing.toList().stream().map(Resource::id)).isEqualTo(expected);
        assertThat(listing.page(PageRequest.of(1, 3).withTotal()).total()).hasValue(7);
        assertThat(Walks.slices(listing, 2).stream().map(Resource::id)).isEqualTo(expected);
        Collections.reverse(expected);
        assertThat(memory()
                        .listResources(
                                query.toBuilder().direction(Direction.DESC).build())
                        .toList()
                        .stream()
                        .map(Resource::id))
                .isEqualTo(expected);
        assertThat(listing.page().perPage()).hasValue(100);
        assertThat(memory().listResources().stream().map(Resource::id)).containsAll(expected);
    }

    /** Invalid resources are rejected. If this fails, the call did not go through the store. */
    @Rule(
            id = "MEM-79",
            requires = Feature.MEMORY,
            cases = {"G19", "G20"})
    void badResourcesAreRefused() {
        String id = id("resource");
        Resource good = Resource.of(id);
        String huge = "x".repeat(Math.toIntExact(limits().valueBytes()) + 1);
        refused(() -> memory().saveResource(Resource.of(" ")), InvalidRequestException.class, "id-blank");
        refused(
                () -> memory().updateResource(id, ResourcePatch.ofMetadata(Json.NULL)),
                InvalidRequestException.class,
                "json-not-object");
        refused(
                () -> memory().saveResource(good.toBuilder().workingMemory("\0").build()),
                InvalidRequestException.class,
                "text-unstorable");
        refused(
                () -> memory().saveResource(good.toBuilder().workingMemory(huge).build()),
                TooLargeException.class,
                "value-too-large");
        refused(
                () -> memory().updateResource(id, ResourcePatch.ofWorkingMemory(huge)),
                TooLargeException.class,
                "value-too-large");
        refused(
                () -> memory().updateResource(id, ResourcePatch.ofMetadata(object("a", huge))),
                TooLargeException.class,
                "value-too-large");
        refused(() -> memory().updateResource("", ResourcePatch.EMPTY), InvalidRequestException.class, "id-blank");
        assertThat(memory().getResource(id)).isEmpty();
    }

    private static void refused(Runnable call, Class<? extends StorageException> type, String code) {
        assertThatThrownBy(call::run)
                .isInstanceOf(type)
                .satisfies(
                        error -> assertThat(((StorageException) error).code()).isEqualTo(code));
    }
}
