package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static dev.agentstorage.recall.World.RESOURCE;
import static dev.agentstorage.recall.World.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.recall.request.TitleGenerator;
import dev.agentstorage.recall.request.TitleOptions;
import dev.agentstorage.value.Json;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads get titles in parallel with the reply, and no title of a caller is overwritten. */
class TitlesTest {
    /** Runs when the test says so. */
    private final Queue<Runnable> later = new ArrayDeque<>();

    private World world(UnaryOperator<TitleOptions.Builder> change) {
        return new World(builder -> builder.executor(later::add)
                .options(options -> options.clearRecall().titles(change)));
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(later).isEmpty();
    }

    private void runLater() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private static String title(World world) {
        return world.memory.getThread(KEY).orElseThrow().title();
    }

    @Test
    void theFirstLineOfTheUserIsTheTitleDuringTheReply() {
        try (World world = world(UnaryOperator.identity())) {
            world.say("\n  Where is my cello?\nI need it.", "another");
            assertThat(title(world)).isEmpty();
            runLater();
            assertThat(title(world)).isEqualTo("Where is my cello?");
        }
    }

    @Test
    void theTitleOfTheGeneratorTakesItsPlace() {
        try (World world = world(titles -> titles.generator(
                messages -> Optional.of("About " + messages.get(0).text() + "\nand more")))) {
            world.say("cellos");
            runLater();
            assertThat(title(world)).isEqualTo("About cellos");
        }
    }

    @Test
    void aTitleThatAPersonGivesMeanwhileStays() {
        World[] holder = new World[1];
        TitleGenerator generator = messages -> {
            holder[0].memory.updateThread(KEY, ThreadPatch.ofTitle("Mine"));
            return Optional.of("The model's");
        };
        try (World world = world(titles -> titles.generator(generator))) {
            holder[0] = world;
            world.say("cellos");
            runLater();
            assertThat(title(world)).isEqualTo("Mine");
        }
    }

    @Test
    void aTitleThatIsThereIsNotReplaced() {
        try (World world = world(UnaryOperator.identity())) {
            world.memory.updateThread(KEY, ThreadPatch.ofTitle("Mine"));
            world.say("cellos");
            runLater();
            assertThat(title(world)).isEqualTo("Mine");
        }
    }

    @Test
    void aThreadThatWasDeletedMeanwhileStaysDeleted() {
        try (World world = world(UnaryOperator.identity())) {
            world.say("cellos");
            world.memory.deleteThread(KEY);
            runLater();
            assertThat(world.memory.getThread(KEY)).isEmpty();
        }
    }

    @Test
    void aGeneratorThatFailsLeavesTheFirstLine() {
        try (World world = world(titles -> titles.generator(messages -> {
            throw new IllegalStateException("no model");
        }))) {
            world.say("cellos");
            runLater();
            assertThat(title(world)).isEqualTo("cellos");
        }
    }

    @Test
    void aLongTitleIsCutAtAWord() {
        try (World world = world(titles -> titles.maxCharacters(20))) {
            world.say("one two three four five six seven");
            runLater();
            assertThat(title(world)).isEqualTo("one two three four…");
        }
    }

    @Test
    void messagesOfOthersThanTheUserGiveNoTitle() {
        try (World world = world(UnaryOperator.identity())) {
            world.memory.append(
                    KEY,
                    List.of(message("m0", "welcome").toBuilder()
                            .role(dev.agentstorage.memory.Role.ASSISTANT)
                            .build()));
            runLater();
            assertThat(title(world)).isEmpty();
        }
    }

    @Test
    void aThreadThatIsMadeAgainGetsItsOwnTitle() {
        try (World world = world(UnaryOperator.identity())) {
            world.say("cellos");
            runLater();
            world.memory.deleteThread(KEY);
            world.memory.openThread(KEY);
            world.say("violins");
            runLater();
            assertThat(title(world)).isEqualTo("violins");
        }
    }

    @Test
    void aThreadThatIsDeletedBeforeItsTitleAndMadeAgainGetsItsOwn() {
        try (World world = world(UnaryOperator.identity())) {
            world.say("cellos");
            world.memory.deleteThread(KEY);
            runLater();
            world.memory.createThread(dev.agentstorage.memory.ConversationThread.builder(RESOURCE)
                    .id(KEY.threadId())
                    .build());
            world.say("violins");
            runLater();
            assertThat(title(world)).isEqualTo("violins");
        }
    }

    @Test
    void whatNoTitleCanHoldIsLeftOut() {
        try (World world = world(titles -> titles.maxCharacters(1))) {
            world.memory.append(KEY, List.of(raw("lone", "\\udc00\\u0000 x")));
            runLater();
            assertThat(title(world)).isEqualTo("x");
        }
        try (World world = world(UnaryOperator.identity())) {
            world.memory.append(KEY, List.of(raw("nul", "my \\u0000cello\\ud800")));
            runLater();
            assertThat(title(world)).isEqualTo("my cello");
        }
    }

    private static NewMessage raw(String id, String escaped) {
        return message(id, "").toBuilder()
                .content(Json.parse("{\"format\":2,\"parts\":[{\"type\":\"text\",\"text\":\"" + escaped + "\"}]}"))
                .build();
    }

    @Test
    void aPairAtTheCutIsNotHalved() {
        try (World world = world(titles -> titles.maxCharacters(4))) {
            world.say("ab\ud83d\ude00cdef");
            runLater();
            assertThat(title(world)).isEqualTo("ab…");
        }
    }
}
