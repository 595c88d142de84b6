package dev.agentstorage.recall;

import static dev.agentstorage.recall.World.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ToolResult;
import dev.agentstorage.recall.request.HistoryOptions;
import dev.agentstorage.recall.request.RecallRequest;
import dev.agentstorage.recall.result.Recalled;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Histories are whole turns. */
class HistoryTest {
    private final World world = new World();
    private final List<NewMessage> said = new ArrayList<>();

    @AfterEach
    void close() {
        world.close();
    }

    private HistoryTest user(String text) {
        return add(Role.USER, MessageContent.text(text));
    }

    private HistoryTest assistant(String text) {
        return add(Role.ASSISTANT, MessageContent.text(text));
    }

    private HistoryTest call(String id) {
        return add(
                Role.ASSISTANT,
                MessageContent.builder().toolCall(id, "look", Json.EMPTY_OBJECT).build());
    }

    private HistoryTest result(String id) {
        said.add(NewMessage.tool(KEY.threadId(), ToolResult.of(id, "look", Json.of("found"))).toBuilder()
                .id("m" + said.size())
                .build());
        return this;
    }

    private HistoryTest add(Role role, Json content) {
        said.add(NewMessage.builder(KEY.threadId())
                .id("m" + said.size())
                .role(role)
                .content(content)
                .build());
        return this;
    }

    private Recalled history(UnaryOperator<HistoryOptions.Builder> change) {
        world.memory.append(KEY, said);
        return world.memory.recall(RecallRequest.builder(KEY)
                .options(options -> options.history(change))
                .build());
    }

    private static List<String> ids(Recalled recalled) {
        return recalled.history().stream().map(Message::id).toList();
    }

    @Test
    void theLastTenMessagesComeByDefaultOldestFirst() {
        for (int i = 0; i < 15; i++) {
            user("text " + i);
        }
        assertThat(ids(history(UnaryOperator.identity())))
                .containsExactly("m5", "m6", "m7", "m8", "m9", "m10", "m11", "m12", "m13", "m14");
    }

    @Test
    void aWindowBeginsWithAMessageOfTheUser() {
        user("q").call("c").result("c").assistant("a").user("q").assistant("a");
        assertThat(ids(history(options -> options.lastMessages(4)))).containsExactly("m4", "m5");
    }

    @Test
    void aShortThreadComesAsItBegins() {
        assistant("welcome").user("q").assistant("a");
        assertThat(ids(history(options -> options.lastMessages(3)))).containsExactly("m0", "m1", "m2");
    }

    @Test
    void aLastTurnThatIsLongerThanTheWindowComesAsAWhole() {
        user("q").call("c1").result("c1").call("c2").result("c2").call("c3").result("c3");
        assertThat(ids(history(options -> options.lastMessages(2))))
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6");
    }

    @Test
    void resultsOfToolsInAMessageOfTheUserAreNoBeginning() {
        user("q").call("c");
        add(
                Role.USER,
                MessageContent.builder()
                        .toolResult("c", "look", Json.of("found"))
                        .build());
        assistant("a");
        assertThat(ids(history(options -> options.lastMessages(2)))).containsExactly("m0", "m1", "m2", "m3");
    }

    @Test
    void ofATurnWithoutEndTheSelfContainedMessagesAreReturned() {
        user("q");
        for (int i = 0; i < 5; i++) {
            call("c" + i).result("c" + i);
        }
        // the last 5 would begin with a result
        assertThat(ids(history(options -> options.lastMessages(2).longestTurn(5))))
                .containsExactly("m7", "m8", "m9", "m10");
    }

    @Test
    void tokensLeaveOutWholeTurnsTheOldestFirst() {
        user("1234")
                .assistant("1234")
                .user("1234")
                .assistant("1234")
                .user("1234")
                .assistant("1234");
        assertThat(ids(history(options -> options.maxTokens(5)))).containsExactly("m2", "m3", "m4", "m5");
    }

    @Test
    void aLastTurnOverTheTokensComesWithAWarning() {
        user("1234").assistant("12345678");
        Recalled recalled = history(options -> options.maxTokens(2));
        assertThat(ids(recalled)).containsExactly("m0", "m1");
        assertThat(recalled.warnings()).singleElement().asString().contains("last turn");
    }

    @Test
    void thereIsNoHistoryWithZeroMessages() {
        user("q");
        assertThat(ids(history(options -> options.lastMessages(0)))).isEmpty();
    }

    /** The user continues talking while a tool works. */
    @Test
    void aWindowDoesNotBeginBetweenACallAndItsResult() {
        user("q").assistant("a").user("q").call("c").user("wait").result("c").assistant("a");
        assertThat(ids(history(options -> options.lastMessages(4)))).containsExactly("m2", "m3", "m4", "m5", "m6");
        assertThat(ids(world.memory.recall(RecallRequest.builder(KEY)
                        .options(options -> options.history(history -> history.maxTokens(4)))
                        .build())))
                .containsExactly("m2", "m3", "m4", "m5", "m6");
    }

    @Test
    void aResultWithoutAnyCallHidesNoHistory() {
        user("q")
                .result("unknown")
                .assistant("a")
                .user("q")
                .assistant("a")
                .user("q")
                .result("unknown")
                .assistant("a");
        assertThat(ids(history(options -> options.lastMessages(5)))).containsExactly("m3", "m4", "m5", "m6", "m7");
    }

    @Test
    void callsAtTheSameTimeStayWithTheirResults() {
        user("q").call("c1").call("c2").result("c2").result("c1").assistant("a").user("q");
        assertThat(ids(history(options -> options.lastMessages(5)))).containsExactly("m6");
    }
}
