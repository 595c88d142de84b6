package dev.agentstorage.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.examples.quickstart.Transcript.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptReaderTest {
    private static final Path FILE = Path.of("some.json");

    private static Transcript read(String text) throws BadInput {
        return TranscriptReader.read(FILE, text.getBytes(StandardCharsets.UTF_8), 1000);
    }

    private static String joined(Transcript transcript) {
        StringBuilder text = new StringBuilder(transcript.frame().get(0));
        for (int i = 0; i < transcript.entries().size(); i++) {
            text.append(transcript.entries().get(i).json().text());
            text.append(transcript.frame().get(i + 1));
        }
        return text.toString();
    }

    @Test
    void listOfMessagesIsCutAndJoinsAgain() throws BadInput {
        String text = " [ {\"role\":\"user\", \"content\" : \"é😀\"} ,\n{\"role\":\"tool\",\"n\":1.50} ] \n";
        Transcript transcript = read(text);
        assertThat(transcript.entries(Kind.MESSAGE)).hasSize(2);
        assertThat(transcript.entries(Kind.MESSAGE).get(1).place()).isEqualTo("2:1");
        assertThat(joined(transcript)).isEqualTo(text);
    }

    @Test
    void trajectoryHasStepsAndMessages() throws BadInput {
        String text =
                "{\"trajectory\":[{\"a\":1},{}],\"x\":[{\"role\":1}],\"history\":[{\"role\":\"user\"}],\"info\":{}}";
        Transcript transcript = read(text);
        assertThat(transcript.entries(Kind.STEP)).hasSize(2);
        assertThat(transcript.entries(Kind.MESSAGE)).hasSize(1);
        assertThat(joined(transcript)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                  | 1:1: the file is empty
            'hello'                             | 1:1: not valid JSON
            '"text"'                            | 1:1: neither a list of messages
            '{"a":1}'                           | 1:1: no messages
            '[]'                                | 1:1: no messages
            '[1]'                               | 1:2: a message is not an object
            '[{"role":"user"},{"content":"x"}]' | 1:18: a message has no role
            '[{"role":7}]'                      | 1:2: a message has no role
            '{"messages":{}}'                   | 1:13: 'messages' is not a list
            '[{"role":"user"}'                  | 1:17: not valid JSON
            '[{"role":"user"}] x'               | 1:19: not valid JSON
            '[{"role":"user"}] []'              | 1:19: text after the end
            """)
    void badInputIsNamedWithItsPlace(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BadInput.class)
                .message()
                .startsWith("some.json:" + problem)
                .doesNotContain("\n");
    }

    @Test
    void whatIsNotUtf8IsNamed() {
        assertThatThrownBy(() -> TranscriptReader.read(FILE, new byte[] {'[', (byte) 0xff, ']'}, 1000))
                .isInstanceOf(BadInput.class)
                .hasMessage("some.json:byte 1: not UTF-8 text");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> TranscriptReader.read(Path.of("no-such-file.json"), 1))
                .isInstanceOf(BadInput.class)
                .hasMessage("no-such-file.json: no such file");
    }

    @Test
    void byteOrderMarkIsKeptAndNoPartOfTheJson() throws BadInput {
        String text = "\ufeff[{\"role\":\"user\",\"content\":\"\ufeff\"}]";
        Transcript transcript = read(text);
        assertThat(transcript.frame().get(0)).isEqualTo("\ufeff[");
        assertThat(transcript.entries().get(0).place()).isEqualTo("1:2");
        assertThat(joined(transcript)).isEqualTo(text);
    }

    @Test
    void fileIsReadUpToTheLimit(@TempDir Path folder) throws Exception {
        String message = "{\"role\":\"user\",\"content\":\"" + "x".repeat(300) + "\"}";
        Path file = Files.writeString(folder.resolve("some.json"), "[" + message + "," + message + "]");
        long size = Files.size(file);
        assertThat(TranscriptReader.read(file, size).entries()).hasSize(2);
        assertThatThrownBy(() -> TranscriptReader.read(file, size - 1))
                .isInstanceOf(BadInput.class)
                .message()
                .startsWith(file + ": the file has " + size + " bytes, too much for the heap");
    }

    @Test
    void manySmallMessagesAreAsMuchAsALargeFile() {
        String text = "[" + "{\"role\":\"user\"},".repeat(8) + "{\"role\":\"user\"}]";
        assertThatThrownBy(() -> TranscriptReader.read(FILE, text.getBytes(StandardCharsets.UTF_8), 8 * 256))
                .isInstanceOf(BadInput.class)
                .message()
                .startsWith("some.json: the file has more than 8 messages and steps, too much for the heap");
    }
}
