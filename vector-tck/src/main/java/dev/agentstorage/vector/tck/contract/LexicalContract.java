package dev.agentstorage.vector.tck.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorFeature;
import dev.agentstorage.vector.VectorFilter;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorQuery;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.tck.rule.VectorRule;
import dev.agentstorage.vector.tck.run.VectorContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lexical queries: their hits and order; query syntax in a text has no effect. */
public abstract class LexicalContract extends VectorContract {
    /** For subclasses. */
    protected LexicalContract() {}

    private static VectorRecord text(String id, String text) {
        return VectorRecord.builder(id).text(text).build();
    }

    @VectorRule(id = "VEC-41", requires = VectorFeature.LEXICAL)
    void wordsAreFoundWhateverTheirCase() {
        String index = createLexical();
        store().upsert(
                        index,
                        List.of(
                                text("parrot", "Where is the Parrot?"),
                                text("ship", "ships of 1805, Ärmelkanal"),
                                text("none", "")));
        assertThat(ids(search(index, "parrot"))).containsExactly("parrot");
        assertThat(ids(search(index, "PARROT!"))).containsExactly("parrot");
        assertThat(ids(search(index, "1805"))).containsExactly("ship");
        assertThat(ids(search(index, "ärmelkanal"))).containsExactly("ship");
        assertThat(ids(search(index, "the parrot on a ships"))).containsExactlyInAnyOrder("parrot", "ship");
        assertThat(search(index, "submarine")).isEmpty();
    }

    @VectorRule(id = "VEC-42", requires = VectorFeature.LEXICAL)
    void textWithMoreOfTheWordsComesFirst() {
        String index = createLexical();
        store().upsert(
                        index,
                        List.of(
                                text("one", "a parrot sings loudly"),
                                text("both", "a parrot eats mangoes"),
                                text("other", "seven mangoes were bought"),
                                text("neither", "no other text for today"),
                                text("both-too", "a parrot eats mangoes")));
        List<VectorHit> hits = search(index, "parrot mangoes");
        assertThat(ids(hits)).startsWith("both", "both-too").hasSize(4).doesNotContain("neither");
        assertThat(hits).allSatisfy(hit -> assertThat(hit.score()).isPositive());
        assertThat(hits)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(VectorHit::score).reversed());
        assertThat(ids(store().query(VectorQuery.lexical(index, "parrot mangoes")
                        .topK(1)
                        .build())))
                .containsExactly("both");
        double least = hits.get(1).score();
        assertThat(ids(store().query(VectorQuery.lexical(index, "parrot mangoes")
                        .minScore(least)
                        .build())))
                .containsExactly("both", "both-too");
    }

    /** Rare words score higher than frequent ones. */
    @VectorRule(id = "VEC-42", requires = VectorFeature.LEXICAL)
    void rareWordCountsMore() {
        String index = createLexical();
        List<VectorRecord> records = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            records.add(text("common" + i, "weather report number " + i));
        }
        records.add(text("rare", "zeppelin story number 99"));
        store().upsert(index, records);
        assertThat(ids(search(index, "weather zeppelin")).get(0)).isEqualTo("rare");
    }

    @VectorRule(id = "VEC-43", requires = VectorFeature.LEXICAL)
    void scoresDoNotDependOnWhatTheFilterLeavesOut() {
        String index = createLexical();
        Metadata mine = Metadata.builder().text("t", "mine").build();
        Metadata theirs = Metadata.builder().text("t", "theirs").build();
        store().upsert(
                        index,
                        List.of(
                                text("rare", "the weather and a zeppelin").toBuilder()
                                        .metadata(mine)
                                        .build(),
                                text("common", "the weather and a rainbow").toBuilder()
                                        .metadata(mine)
                                        .build()));
        VectorQuery query = VectorQuery.lexical(index, "zeppelin weather")
                .filter(VectorFilter.eq("t", "mine"))
                .build();
        List<VectorHit> before = store().query(query);
        List<VectorRecord> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            others.add(text("other" + i, "zeppelin " + "long text ".repeat(i)).toBuilder()
                    .metadata(theirs)
                    .build());
        }
        store().upsert(index, others);
        List<VectorHit> after = store().query(query);
        assertThat(ids(before)).containsExactly("rare", "common");
        assertThat(ids(after)).isEqualTo(ids(before));
        for (int i = 0; i < after.size(); i++) {
            assertThat(after.get(i).score()).isCloseTo(before.get(i).score(), within(0.001));
        }
    }

    @VectorRule(id = "VEC-43", requires = VectorFeature.LEXICAL)
    void lexicalQueryIsFiltered() {
        String index = createLexical();
        List<VectorRecord> records = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            records.add(text("r" + i, "parrot " + i).toBuilder()
                    .metadata(Metadata.builder()
                            .text("t", "user" + i % 3)
                            .number("n", i)
                            .build())
                    .build());
        }
        store().upsert(index, records);
        VectorFilter filter = VectorFilter.and(VectorFilter.eq("t", "user1"), VectorFilter.below("n", 9));
        assertThat(ids(store().query(VectorQuery.lexical(index, "parrot")
                        .filter(filter)
                        .topK(30)
                        .build())))
                .containsExactlyInAnyOrder("r1", "r4", "r7");
        assertThat(store().query(VectorQuery.lexical(index, "parrot")
                        .filter(filter)
                        .topK(2)
                        .build()))
                .hasSize(2)
                .allSatisfy(hit -> assertThat(hit.metadata().text("t")).contains("user1"));
    }

    @VectorRule(id = "VEC-44", requires = VectorFeature.LEXICAL)
    void textIsNeverAQueryLanguage() {
        String index = createLexical();
        store().upsert(index, List.of(text("a", "apples and pears"), text("b", "bread")));
        for (String words : List.of(
                "apples AND NOT pears",
                "+apples -pears",
                "apples~2^3 \"",
                "text: apples",
                "(apples",
                "apples \\ [x TO y]")) {
            assertThat(ids(search(index, words))).as(words).containsExactly("a");
        }
        for (String nothing : List.of("", "  ", "*", "*:*", "??? !", "\"")) {
            assertThat(search(index, nothing)).as("'%s'", nothing).isEmpty();
        }
    }

    @VectorRule(id = "VEC-45", requires = VectorFeature.LEXICAL)
    void replacedAndDeletedTextsAreNotFound() {
        String index = create(shape().dense(DIMENSION, Metric.COSINE).lexical().build());
        store().upsert(index, List.of(text("a", "parrot"), text("b", "parrot"), text("c", "parrot")));
        store().upsert(index, List.of(text("a", "mango"), record("b", 1, 0, 0, 0)));
        store().delete(index, List.of("c"));
        assertThat(search(index, "parrot")).isEmpty();
        assertThat(ids(search(index, "mango"))).containsExactly("a");
        assertThat(ids(query(index, 10, 1, 0, 0, 0)))
                .as("records with a vector")
                .containsExactly("b");
    }

    @VectorRule(id = "VEC-46", requires = VectorFeature.LEXICAL)
    void textUpToTheLimitIsSearchedAndALongerOneRefused() {
        String index = createLexical();
        String longest = "word ".repeat(limits().textBytes() / 5 - 2) + "last";
        store().upsert(index, List.of(text("a", longest)));
        assertThat(ids(search(index, "last"))).containsExactly("a");
        String over = "x".repeat(limits().textBytes() + 1);
        assertRefused(
                TooLargeException.class,
                "text-too-large",
                "upsert",
                () -> store().upsert(index, List.of(text("b", "short"), text("c", over))));
        assertRefused(TooLargeException.class, "text-too-large", "query", () -> search(index, over));
        assertThat(store().count(index)).isEqualTo(1);
    }
}
