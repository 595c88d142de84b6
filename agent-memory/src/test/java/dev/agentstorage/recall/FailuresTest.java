package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static dev.agentstorage.recall.World.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.SearchRequest;
import dev.agentstorage.recall.result.Appended;
import dev.agentstorage.value.Json;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.VectorLimits;
import dev.agentstorage.vector.embed.Embedder;
import dev.agentstorage.vector.exact.ExactVectorStore;
import dev.agentstorage.vector.spi.ForwardingVectorStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A failure outside the storage changes nothing that is stored, and is reported. */
class FailuresTest {
    /** Another embedder, whose answers a test changes. */
    private static final class Faulty implements Embedder {
        private final Embedder sound = World.EMBEDDER;
        private UnaryOperator<List<Embedding>> fault = UnaryOperator.identity();

        @Override
        public String model() {
            return sound.model();
        }

        @Override
        public int dimension() {
            return sound.dimension();
        }

        @Override
        public int maxTokens() {
            return sound.maxTokens();
        }

        @Override
        public int countTokens(String text) {
            return sound.countTokens(text);
        }

        @Override
        public List<Embedding> embedPassages(List<String> texts) {
            return fault.apply(sound.embedPassages(texts));
        }

        @Override
        public Embedding embedQuery(String text) {
            return sound.embedQuery(text);
        }
    }

    private static Json text(String text) {
        return MessageContent.text(text);
    }

    @Test
    void aMessageThatTheIndexRefusesIsAWarningOfTheAppend() {
        try (World world = new World(builder -> builder.filterKey("long", KeyType.TEXT))) {
            Json content = MessageContent.builder()
                    .text("my cello")
                    .metadata(Json.of(Map.of("long", "x".repeat(100_000))))
                    .build();
            NewMessage big = message("big", "").toBuilder().content(content).build();
            Appended appended = world.memory.append(KEY, List.of(big, message("m1", "a cello")));
            assertThat(appended.messages()).hasSize(2);
            assertThat(appended.warnings()).singleElement().asString().contains("big");
            assertThat(world.hits("cello")).containsExactly("m1");
        }
    }

    @Test
    void anUpdateIsMadeWhateverTheEmbedderDoes() {
        Faulty embedder = new Faulty();
        try (World world = new World(builder -> builder.embedder(embedder))) {
            world.say("my cello", "a violin");
            embedder.fault = vectors -> {
                throw new IllegalStateException("no model");
            };
            assertThat(world.memory
                            .updateMessages(
                                    RESOURCE,
                                    List.of(MessagePatch.builder("m0")
                                            .content(text("a drum"))
                                            .build()))
                            .items())
                    .hasSize(1);
            assertThat(world.memory.deleteMessages(RESOURCE, List.of("m1")).affected())
                    .isOne();
            embedder.fault = UnaryOperator.identity();
            world.memory.indexPending(10);
            assertThat(World.records(world.vectors)).isEqualTo(World.wanted(world.storage));
        }
    }

    @Test
    void vectorsThatAreTooFewOrTooManyAreNotGivenToOtherTexts() {
        Faulty embedder = new Faulty();
        try (World world = new World(builder -> builder.embedder(embedder))) {
            embedder.fault = vectors -> vectors.subList(1, vectors.size());
            Appended appended = world.memory.append(KEY, List.of(message("m0", "my cello"), message("m1", "a violin")));
            assertThat(appended.warnings()).singleElement().asString().contains("1", "2");
            embedder.fault = vectors -> {
                List<Embedding> more = new ArrayList<>(vectors);
                more.add(0, vectors.get(0));
                return more;
            };
            assertThatThrownBy(() -> world.memory.indexPending(10)).isInstanceOf(IllegalStateException.class);
            embedder.fault = UnaryOperator.identity();
            assertThat(world.memory.indexPending(10).indexed()).isEqualTo(2);
            assertThat(World.records(world.vectors)).isEqualTo(World.wanted(world.storage));
        }
    }

    @Test
    void anIndexThatAnotherProgramHasDroppedHasNoHits() {
        try (World world = new World()) {
            world.say("my cello", "a violin");
            world.vectors.dropIndex("memory-hashing-256");
            assertThat(world.hits("cello")).isEmpty();
            assertThat(world.memory
                            .search(SearchRequest.builder(RESOURCE)
                                    .query("cello")
                                    .build())
                            .hits())
                    .isEmpty();
        }
    }

    @Test
    void messagesAreDeletedAlthoughAnotherProgramHasDroppedTheIndex() {
        try (World world = new World()) {
            world.say("my cello", "a violin", "a drum");
            world.vectors.dropIndex("memory-hashing-256");
            assertThat(world.memory.deleteMessages(RESOURCE, List.of("m0")).affected())
                    .isOne();
            assertThat(world.memory.deleteThread(KEY)).isTrue();
        }
    }

    @Test
    void ofAQueryOverTheLimitOfTheStoreTheBeginningCounts() {
        VectorLimits wide = VectorLimits.WIDE;
        VectorLimits narrow = new VectorLimits(
                wide.dimension(),
                wide.idBytes(),
                wide.topK(),
                wide.metadataKeys(),
                wide.payloadKeys(),
                wide.filterableBytes(),
                wide.metadataBytes(),
                2_000,
                wide.filterValues());
        ForwardingVectorStore store = new ForwardingVectorStore(new ExactVectorStore()) {
            @Override
            public VectorLimits limits() {
                return narrow;
            }

            @Override
            public List<dev.agentstorage.vector.VectorHit> query(dev.agentstorage.vector.VectorQuery query) {
                assertThat(query.text().orElse("").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(narrow.textBytes());
                return super.query(query);
            }
        };
        try (World world = new World(builder -> builder.vectorStore(store))) {
            world.say("my cello " + "ä ".repeat(800), "another cello " + "ö ".repeat(800));
            assertThat(world.hits("cello")).containsExactlyInAnyOrder("m0", "m1");
            assertThat(world.hits("cello " + "ü".repeat(5_000))).contains("m0", "m1");
            assertThat(world.memory
                            .search(SearchRequest.builder(RESOURCE)
                                    .query("cello " + "\ud83d\ude00".repeat(5_000))
                                    .build())
                            .hits())
                    .hasSize(2);
        }
    }

    @Test
    void agesThatGoBackBeforeAllTimeLeaveNothingOut() {
        try (World world = new World()) {
            world.say("my cello");
            for (Duration age : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(365L * 100_000_000))) {
                assertThat(World.ids(world.memory
                                .recall(RecallRequest.builder(KEY)
                                        .query("cello")
                                        .options(options ->
                                                options.lastMessages(0).recall(recall -> recall.maxAge(age)))
                                        .build())
                                .hits()))
                        .containsExactly("m0");
            }
            assertThatThrownBy(() -> world.memory.recall(RecallRequest.builder(KEY)
                            .query("cello")
                            .options(options -> options.recall(recall -> recall.maxAge(Duration.ofSeconds(-1))))
                            .build()))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            error -> assertThat(error.code()).isEqualTo("option-out-of-range"));
        }
    }

    @Test
    void limitsAreAtLeastOne() {
        try (World world = new World()) {
            for (long limit : new long[] {0, -1}) {
                assertThatThrownBy(() -> world.memory.indexPending(limit)).isInstanceOf(InvalidRequestException.class);
                assertThatThrownBy(() -> world.memory.pruneMessages(java.time.Instant.EPOCH, (int) limit))
                        .isInstanceOf(InvalidRequestException.class);
            }
            assertThatCode(() -> world.memory.indexPending(1)).doesNotThrowAnyException();
        }
    }
}
