package dev.agentstorage.benchmarks.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentstorage.recall.request.SearchMode;
import dev.agentstorage.vector.embed.HashingEmbedder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallReportTest {
    /** The sessions are in another order, the third has no turns, and there is a question without evidence. */
    private static final String SAMPLES = """
            [{"conversation": {
                "speaker_a": "Ada", "speaker_b": "Ben",
                "session_2_date_time": "12:05 am on 3 March, 2024",
                "session_2": [
                  {"speaker": "Ben", "dia_id": "D2:1", "text": "The kayak is repaired."},
                  {"speaker": "Ada", "dia_id": "D2:2", "text": "Then we paddle.", "blip_caption": "a red lighthouse"}],
                "session_3_date_time": "1:00 pm on 4 March, 2024",
                "session_3": [],
                "session_1_date_time": "1:30 PM on 29 February, 2024",
                "session_1": [
                  {"speaker": "Ada", "dia_id": "D1:1", "text": "I bake rye bread on Sundays."},
                  {"speaker": "Ben", "dia_id": "D1:2", "text": "Mine never rises."}]},
              "qa": [
                {"question": "Who bakes rye bread?", "evidence": ["D1:1"], "category": 4},
                {"question": "Where is the lighthouse?", "evidence": ["D:2:02; D9:9"], "category": 1},
                {"question": "Why?", "category": 5}]},
             {"conversation": {
                "session_1_date_time": "9:00 am on 1 May, 2024",
                "session_1": [{"speaker": "Cleo", "dia_id": "D1:1", "text": "Rye bread gives me hiccups."}]},
              "qa": [{"question": "What gives hiccups?", "evidence": ["D1:1"]}]}]
            """;

    private static List<Dialogue> dialogues() throws Exception {
        return LocomoFile.parse(new ObjectMapper().readTree(SAMPLES));
    }

    @Test
    void readsSessionsInTheOrderOfTheirNumbers() throws Exception {
        assertThat(dialogues().get(0).sessions())
                .containsExactly(
                        new Dialogue.Session(
                                "session_1",
                                Instant.parse("2024-02-29T13:30:00Z"),
                                List.of(
                                        new Dialogue.Turn("D1:1", "Ada: I bake rye bread on Sundays."),
                                        new Dialogue.Turn("D1:2", "Ben: Mine never rises."))),
                        new Dialogue.Session(
                                "session_2",
                                Instant.parse("2024-03-03T00:05:00Z"),
                                List.of(
                                        new Dialogue.Turn("D2:1", "Ben: The kayak is repaired."),
                                        new Dialogue.Turn("D2:2", "Ada: Then we paddle. [shared a red lighthouse]"))));
    }

    @Test
    void leavesOutQuestionsWithoutEvidence() throws Exception {
        assertThat(dialogues().get(0).questions())
                .containsExactly(
                        new Dialogue.Question("Who bakes rye bread?", "4", Set.of("D1:1")),
                        new Dialogue.Question("Where is the lighthouse?", "1", Set.of("D2:2", "D9:9")));
        assertThat(dialogues().get(1).questions())
                .extracting(Dialogue.Question::category)
                .containsExactly("-");
    }

    @ParameterizedTest
    @CsvSource({
        "D3:7, D3:7",
        "D3:7; D4:1, D3:7 D4:1",
        "D3:7 D4:1 D4:2, D3:7 D4:1 D4:2",
        "D:11:26, D11:26",
        "D30:05, D30:5"
    })
    void splitsMalformedEvidence(String text, String ids) {
        assertThat(String.join(" ", LocomoFile.ids(text))).isEqualTo(ids);
    }

    @Test
    void evidenceWithoutATurnIsNone() {
        assertThat(LocomoFile.ids("D")).isEmpty();
    }

    @Test
    void namesADateThatItCannotRead() {
        assertThatThrownBy(() -> LocomoFile.parse(
                        new ObjectMapper().readTree(SAMPLES.replace("9:00 am on 1 May, 2024", "2024-05-01"))))
                .hasMessageContaining("2024-05-01");
    }

    @Test
    void aNeighbourCountsOnlyWhenWidened() {
        Answer answer = Answer.of(
                0,
                new Dialogue.Question("?", "1", Set.of("D1:2", "D1:5", "D1:8", "D1:9")),
                List.of("D1:1", "D1:5"),
                Map.of("D1:1", Set.of("D1:1", "D1:2"), "D1:5", Set.of("D1:4", "D1:5")),
                1);

        assertThat(answer.alone()).containsExactly(0.0, 0.25, 0.25, 0.25);
        assertThat(answer.widened()).containsExactly(0.25, 0.5, 0.5, 0.5);
    }

    @Test
    void lastLineHasTheMeansOfTheHybridSearch() throws Exception {
        String report = report(Optional.empty(), true);

        // half of the evidence of one of three questions does not exist
        assertThat(report).endsWith("\nevidence recall @1 83.3 @4 83.3 @10 83.3 @25 83.3\n");
        assertThat(report)
                .contains("5 turns of 2 dialogues")
                .contains("of 3 questions; the first half are 1 dialogues")
                .containsPattern("\\| last k turns \\| 50.0 \\|")
                .containsPattern("\\| dense \\| ")
                .containsPattern("\\| lexical \\| ")
                .containsPattern("\\| hybrid \\| 83.3 \\| 83.3 \\| 83.3 \\| 83.3 .* \\| 75.0 \\| 100.0 \\|")
                .contains("| hybrid | - | 1 | 100.0 |");
    }

    @Test
    void oneModeIsMeasuredAlone() throws Exception {
        assertThat(report(Optional.of(SearchMode.DENSE), true))
                .contains("| dense | ")
                .doesNotContain("| hybrid | ")
                .containsPattern("\nevidence recall @1 \\d+\\.\\d @4 \\d+\\.\\d @10 \\d+\\.\\d @25 \\d+\\.\\d\n$");
    }

    @Test
    void withoutAModelWordsAreSearched() throws Exception {
        assertThat(report(Optional.empty(), false))
                .contains("0 embeddings")
                .doesNotContain("| dense | ")
                .endsWith("\nevidence recall @1 83.3 @4 83.3 @10 83.3 @25 83.3\n");
    }

    private static String report(Optional<SearchMode> mode, boolean model) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (HashingEmbedder embedder = new HashingEmbedder(64, 100);
                PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            RecallReport.print(dialogues(), model ? Optional.of(embedder) : Optional.empty(), mode, out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
