package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
    private static final String[] PIECES = {
        "",
        "a",
        "b",
        "z",
        "\u007f",
        "é",
        "\u07ff",
        "\u0800",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "😀",
        "\ud83d\ude01",
        "\ud800\udc00"
    };

    @Test
    void lengthAndOrderAreThoseOfTheBytes() {
        long seed = Long.getLong("test.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String a = text(random);
            String b = text(random);
            byte[] x = a.getBytes(StandardCharsets.UTF_8);
            byte[] y = b.getBytes(StandardCharsets.UTF_8);
            assertThat(Utf8.length(a)).as("seed %s", seed).isEqualTo(x.length);
            assertThat(Integer.signum(Utf8.compare(a, b)))
                    .as("seed %s: %s and %s", seed, a, b)
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(x, y)));
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    @Test
    void anAstralCharacterSortsAfterThePrivateUseAreaUnlikeInJava() {
        assertThat(Utf8.compare("\uffff", "😀")).isNegative();
        assertThat("\uffff".compareTo("😀")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"abc,-1", "a\ud83d\ude00b,-1", "a\ud83d,1", "\ude00,0", "\ud83d\ud83d\ude00,0", "a\ud83d\ude00\ude00,3"
    })
    void aLoneSurrogateIsFound(String text, int index) {
        assertThat(Utf8.loneSurrogate(text)).isEqualTo(index);
    }
}
