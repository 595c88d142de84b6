package dev.agentstorage.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.vector.embed.Embedder;
import dev.agentstorage.vector.embed.HashingEmbedder;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbedderTest {
    private final Embedder embedder = new HashingEmbedder(64, 4);

    @Test
    void sameWordsGiveTheSameVector() {
        assertThat(embedder.embedPassages(List.of("Red apple", "red, APPLE!")))
                .containsExactly(embedder.embedQuery("red apple"), embedder.embedQuery("red apple"));
    }

    @Test
    void sharedWordsAreNear() {
        Embedding query = embedder.embedQuery("red apple");
        Embedding near = embedder.embedPassages(List.of("green apple")).get(0);
        Embedding far = embedder.embedPassages(List.of("seven ships")).get(0);
        assertThat(Metric.COSINE.score(query, near)).isGreaterThan(Metric.COSINE.score(query, far) + 0.2);
    }

    @Test
    void vectorsHaveLengthOneAlsoWithoutWords() {
        for (String text : List.of("a b c", "...")) {
            Embedding vector = embedder.embedQuery(text);
            assertThat(Metric.DOT_PRODUCT.score(vector, vector)).isEqualTo(1, within(1e-6));
        }
    }

    @Test
    void longPassageIsRefusedAndLongQueryCut() {
        assertThat(embedder.countTokens("a b c d e")).isEqualTo(5);
        assertThatThrownBy(() -> embedder.embedPassages(List.of("a b c d e"))).hasMessageStartingWith("text-too-long");
        assertThat(embedder.embedQuery("a b c d e")).isEqualTo(embedder.embedQuery("a b c d"));
    }
}
