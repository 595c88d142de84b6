package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static dev.agentstorage.recall.World.ids;
import static dev.agentstorage.recall.World.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.recall.request.MemoryKey;
import dev.agentstorage.recall.request.RecallOptions;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.request.RecallScope;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.recall.result.Match;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.recall.result.RecalledMessage;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.TimeRange;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.VectorFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is recalled, and what is not. */
class RecallTest {
    private static final Instant NOON = Instant.parse("2026-05-08T12:00:00Z");

    private World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private void rebuild(UnaryOperator<Memory.Builder> change) {
        world.close();
        world = new World(change);
    }

    private static RecallRequest request(String query, UnaryOperator<RecallOptions.Builder> change) {
        return RecallRequest.builder(KEY)
                .query(query)
                .options(options -> options.lastMessages(0).recall(change))
                .build();
    }

    private List<String> hits(String query, UnaryOperator<RecallOptions.Builder> change) {
        return ids(world.memory.recall(request(query, change)).hits());
    }

    @Test
    void messageIsRecalledRightAfterItsAppend() {
        world.say("my sister plays the cello", "what a lovely day");
        assertThat(world.hits("who plays the cello?")).startsWith("m0");
    }

    @Test
    void neighboursComeWithWhatWasFoundAndSayThatTheyAreNeighbours() {
        world.say("alpha", "beta", "my cello", "delta", "epsilon");
        Recalled recalled = world.memory.recall(request(
                "cello",
                recall -> recall.mode(SearchMode.DENSE).topK(1).before(1).after(2)));
        assertThat(ids(recalled.sameThread())).containsExactly("m1", "m2", "m3", "m4");
        assertThat(recalled.sameThread().stream().filter(RecalledMessage::isHit).toList())
                .extracting(found -> found.message().id())
                .containsExactly("m2");
    }

    @Test
    void aHitSaysWhichSearchFoundItAndHowWell() {
        world.say("my cello", "a violin");
        Match match = world.recall("cello").hits().get(0).match().orElseThrow();
        assertThat(match.reasons()).containsExactlyInAnyOrder(Match.Reason.DENSE, Match.Reason.LEXICAL);
        assertThat(match.dense().getAsDouble()).isBetween(0.5, 1.0);
        assertThat(match.lexical().getAsDouble()).isPositive();
        assertThat(match.score()).isPositive();
    }

    @Test
    void anAnswerIsFoundByTheWordsOfItsQuestion() {
        world.say("which instrument does your sister play?", "the cello of course", "rain again");
        assertThat(hits("instrument of the sister", recall -> recall.mode(SearchMode.LEXICAL)))
                .contains("m1");
    }

    @Test
    void theDayOfAMessageIsFoundByItsName() {
        world.memory.append(
                KEY,
                List.of(
                        message("may", "we met").toBuilder()
                                .createdAt(Instant.parse("2026-05-08T12:00:00Z"))
                                .build(),
                        message("june", "we met").toBuilder()
                                .createdAt(Instant.parse("2026-06-09T12:00:00Z"))
                                .build()));
        assertThat(hits(
                        "when did we meet in June?",
                        recall -> recall.mode(SearchMode.LEXICAL).topK(1)))
                .containsExactly("june");
    }

    @Test
    void whatIsInTheHistoryIsNotRecalledAgain() {
        world.say("my cello", "a violin", "the cello again");
        Recalled recalled = world.memory.recall(RecallRequest.builder(KEY)
                .query("cello")
                .options(options -> options.lastMessages(1))
                .build());
        assertThat(recalled.history()).extracting(Message::id).containsExactly("m2");
        assertThat(ids(recalled.sameThread())).containsExactly("m0", "m1");
    }

    @Test
    void otherThreadsComeApart() {
        world.memory.openThread(MemoryKey.of(RESOURCE, "other"));
        world.memory.append(
                MemoryKey.of(RESOURCE, "other"),
                List.of(NewMessage.user("other", "the cello of an earlier talk").toBuilder()
                        .id("o0")
                        .build()));
        world.say("my cello");
        Recalled recalled = world.recall("cello");
        assertThat(ids(recalled.sameThread())).containsExactly("m0");
        assertThat(ids(recalled.otherThreads())).containsExactly("o0");
        assertThat(hits("cello", recall -> recall.scope(RecallScope.THREAD))).containsExactly("m0");
        assertThat(hits("cello", recall -> recall.scope(RecallScope.OTHER_THREADS)))
                .containsExactly("o0");
    }

    @Test
    void nothingOfAnotherResourceIsRecalled() {
        MemoryKey foreign = MemoryKey.of("somebody-else", "foreign");
        world.memory.openThread(foreign);
        world.memory.append(foreign, List.of(NewMessage.user("foreign", "my secret cello")));
        world.say("a violin");
        for (SearchMode mode : List.of(SearchMode.DENSE, SearchMode.LEXICAL, SearchMode.HYBRID)) {
            Recalled recalled = world.memory.recall(
                    request("secret cello", recall -> recall.mode(mode).topK(100)));
            assertThat(recalled.sameThread())
                    .noneMatch(found -> !found.message().resourceId().equals(RESOURCE));
            assertThat(recalled.otherThreads()).isEmpty();
        }
    }

    /** A shared thread: the message before is another user's. */
    @Test
    void neighboursOfAnotherResourceDoNotCome() {
        world.say("my cello");
        world.storage
                .memory()
                .saveMessage(message("foreign", "a secret").toBuilder()
                        .resourceId("somebody-else")
                        .build());
        world.memory.drain();
        assertThat(ids(world.recall("cello").sameThread())).containsExactly("m0");
        assertThat(hits("a secret", recall -> recall.mode(SearchMode.LEXICAL))).isEmpty();
    }

    @Test
    void filtersOfTimeAreExactToTheMicrosecond() {
        for (int i = 0; i < 3; i++) {
            world.memory.append(
                    KEY,
                    List.of(message("m" + i, "my cello").toBuilder()
                            .createdAt(NOON.plusNanos(i * 1_000L))
                            .build()));
        }
        assertThat(hits(
                        "cello",
                        recall -> recall.range(TimeRange.between(NOON.plusNanos(1_000), NOON.plusNanos(1_000)))))
                .containsExactly("m1");
    }

    @Test
    void filterOfRolesLooksAtWhatIsFoundOnly() {
        world.memory.append(
                KEY,
                List.of(
                        message("q", "who plays the cello?"),
                        message("a", "the cello: your sister").toBuilder()
                                .role(Role.ASSISTANT)
                                .build()));
        Recalled recalled = world.memory.recall(request("cello", recall -> recall.roles(Set.of(Role.ASSISTANT))));
        assertThat(ids(recalled.hits())).containsExactly("a");
        assertThat(ids(recalled.sameThread())).containsExactly("q", "a");
    }

    @Test
    void declaredMetadataCanBeFiltered() {
        rebuild(builder -> builder.filterKey("topic", KeyType.TEXT));
        for (String topic : List.of("music", "work")) {
            world.memory.append(
                    KEY,
                    List.of(message(topic, "x").toBuilder()
                            .content(MessageContent.builder()
                                    .text("my cello")
                                    .metadata(Json.of(Map.of("topic", topic)))
                                    .build())
                            .build()));
        }
        assertThat(hits("cello", recall -> recall.filter(VectorFilter.eq("topic", "work"))))
                .containsExactly("work");
    }

    @Test
    void oldMessagesAreNotRecalledNorAreTheyNeighbours() {
        rebuild(builder -> builder.clock(Clock.fixed(NOON, ZoneOffset.UTC)));
        world.memory.append(
                KEY,
                List.of(
                        message("old", "my first cello").toBuilder()
                                .createdAt(NOON.minus(Duration.ofDays(2)))
                                .build(),
                        message("young", "my second cello").toBuilder()
                                .createdAt(NOON.minus(Duration.ofHours(1)))
                                .build()));
        Recalled recalled = world.memory.recall(request("cello", recall -> recall.maxAge(Duration.ofDays(1))));
        assertThat(ids(recalled.sameThread())).containsExactly("young");
    }

    @Test
    void leastScoresAreThoseOfTheSearchesNotOfTheFusion() {
        world.say("my cello", "a violin and a cello and a drum and a flute");
        assertThat(hits("cello", recall -> recall.mode(SearchMode.DENSE).minDense(0.6)))
                .containsExactly("m0");
        assertThat(hits("cello", recall -> recall.mode(SearchMode.LEXICAL).minLexical(1_000)))
                .isEmpty();
    }

    @Test
    void whatIsRecalledStaysWithinTheTokens() {
        world.say("one cello", "a much longer message about the cello that takes many more tokens than the other", "x");
        Recalled recalled = world.memory.recall(request("cello", recall -> recall.maxTokens(6)));
        // an estimate of 3 tokens, then 1 for the neighbour
        assertThat(ids(recalled.sameThread())).containsExactly("m0", "m2").doesNotContain("m1");
    }

    @Test
    void rerankerDecidesAndCannotAddAnything() {
        world.say("cello one", "cello two", "cello three");
        List<String> hits = hits(
                "cello",
                recall -> recall.topK(1).before(0).after(0).reranker((query, found) -> {
                    assertThat(query).isEqualTo("cello");
                    assertThat(found).hasSize(3);
                    return List.of(
                            found.stream()
                                    .filter(one -> one.message().id().equals("m2"))
                                    .findFirst()
                                    .orElseThrow(),
                            found.get(0));
                }));
        assertThat(hits).containsExactly("m2");
    }

    @Test
    void messagesOfTheSystemAreNotIndexed() {
        world.memory.append(KEY, List.of(NewMessage.system(KEY.threadId(), "talk about the cello")));
        assertThat(world.hits("cello")).isEmpty();
    }

    @Test
    void nothingIsRecalledWithoutAQuery() {
        world.say("my cello");
        assertThat(world.recall("  ").sameThread()).isEmpty();
        assertThat(world.memory.recall(RecallRequest.builder(KEY).build()).history())
                .hasSize(1);
    }

    @Test
    void aThreadThatDoesNotExistRecallsFromOthers() {
        world.say("my cello");
        Recalled recalled = world.memory.recall(RecallRequest.of(MemoryKey.of(RESOURCE, "new"), "cello"));
        assertThat(recalled.history()).isEmpty();
        assertThat(ids(recalled.otherThreads())).containsExactly("m0");
    }

    @Test
    void aChangeForOneRequestKeepsAllOtherOptions() {
        rebuild(builder -> builder.options(
                options -> options.recall(recall -> recall.topK(1).before(0).after(0))));
        world.say("cello one", "cello two", "cello three");
        Recalled recalled = world.memory.recall(RecallRequest.builder(KEY)
                .query("cello")
                .options(options -> options.lastMessages(0).recall(recall -> recall.topK(2)))
                .build());
        assertThat(recalled.sameThread()).hasSize(2).allMatch(RecalledMessage::isHit);
        assertThat(world.recall("cello").sameThread()).hasSize(1);
    }

    @Test
    void conversationThatEndsInTheMiddleOfALongTextIsFoundByItsEnd() {
        world.say("word ".repeat(200) + "cello", "a violin");
        assertThat(hits("cello", recall -> recall.mode(SearchMode.DENSE).topK(1)))
                .containsExactly("m0");
        assertThat(World.records(world.vectors).keySet().stream().filter(id -> id.contains("/m0#")))
                .hasSizeGreaterThan(5);
    }
}
