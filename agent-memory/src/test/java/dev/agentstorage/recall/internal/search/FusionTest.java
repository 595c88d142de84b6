package dev.agentstorage.recall.internal.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.recall.internal.index.MessageIndex;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.VectorHit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ranks of two lists become one. */
class FusionTest {
    private static VectorHit hit(String recordId, double score) {
        return new VectorHit(
                recordId,
                score,
                Metadata.builder()
                        .text(MessageIndex.VERSION, "v-" + MessageIndex.messageId(recordId))
                        .build(),
                Optional.empty());
    }

    private static List<String> ids(List<Found> found) {
        return found.stream().map(Found::messageId).toList();
    }

    @Test
    void aMessageInBothListsBeatsTheFirstOfOne() {
        List<Found> found =
                Fusion.fuse(List.of(hit("a#0", 0.9), hit("b#0", 0.8)), List.of(hit("c#0", 7), hit("b#0", 6)));
        assertThat(ids(found)).containsExactly("b", "a", "c");
        assertThat(found.get(0).match().score()).isCloseTo(2.0 / 12, within(1e-9));
        assertThat(found.get(0).match().dense()).hasValue(0.8);
        assertThat(found.get(0).match().lexical()).hasValue(6);
        assertThat(found.get(0).version()).isEqualTo("v-b");
        assertThat(found.get(1).match().lexical()).isEmpty();
    }

    @Test
    void aMessageCountsByItsBestPartAndOnce() {
        List<Found> found = Fusion.fuse(List.of(hit("a#1", 0.9), hit("a#0", 0.8), hit("b#0", 0.7)), List.of());
        assertThat(ids(found)).containsExactly("a", "b");
        assertThat(found.get(0).match().dense()).hasValue(0.9);
        // the second part of the first message takes no rank away
        assertThat(found.get(1).match().score()).isCloseTo(1.0 / 12, within(1e-9));
    }

    @Test
    void aSecondSearchRaisesAndAddsNothing() {
        List<Found> first = Fusion.fuse(List.of(), List.of(hit("a#0", 3), hit("b#0", 2), hit("c#0", 1)));
        List<Found> raised = Fusion.raise(first, List.of(hit("c#0", 9), hit("d#0", 8)), 0.4);
        assertThat(ids(raised)).containsExactly("c", "a", "b");
        assertThat(raised.get(0).match().lexical()).hasValue(1);
    }

    @Test
    void equalScoresAreInTheOrderOfTheirIds() {
        assertThat(ids(Fusion.fuse(List.of(hit("b#0", 1)), List.of(hit("a#0", 1)))))
                .containsExactly("a", "b");
    }
}
