package dev.agentstorage.recall.internal.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long texts are cut, and nothing but white space is lost. */
class TextSplitterTest {
    private static Predicate<String> atMost(int characters) {
        return text -> text.length() <= characters;
    }

    @Test
    void aTextThatFitsIsOnePart() {
        assertThat(TextSplitter.split("  one two\n three ", atMost(20))).containsExactly("one two\n three");
        assertThat(TextSplitter.split(" \n ", atMost(20))).isEmpty();
        assertThat(TextSplitter.split("", atMost(20))).isEmpty();
    }

    @Test
    void partsEndBetweenWords() {
        assertThat(TextSplitter.split("one two three four five", atMost(10)))
                .containsExactly("one two", "three four", "five");
    }

    @Test
    void aWordThatIsTooLongIsCutAndNoPairIs() {
        List<String> parts = TextSplitter.split("🎻".repeat(20), atMost(7));
        assertThat(String.join("", parts)).isEqualTo("🎻".repeat(20));
        assertThat(parts).allMatch(part -> part.length() <= 7 && !Character.isLowSurrogate(part.charAt(0)));
    }

    @Test
    void whatNeverFitsIsStillCutIntoCharacters() {
        assertThat(TextSplitter.split("abc", text -> false)).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyCharacterIsInAPartThatFits(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(5_000);
            while (text.length() < length) {
                text.append(random.nextInt(6) == 0 ? " " : random.nextInt(9) == 0 ? "🎻" : "x");
            }
            int most = 2 + random.nextInt(300);
            List<String> parts = TextSplitter.split(text.toString(), atMost(most));
            assertThat(parts).as("seed %d, round %d", seed, round).allMatch(part -> part.length() <= most);
            assertThat(String.join("", parts).replace(" ", ""))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(text.toString().replace(" ", ""));
        }
    }
}
