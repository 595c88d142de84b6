package dev.agentstorage.tck.contract;

import static dev.agentstorage.tck.contract.ExpectedError.invalid;
import static dev.agentstorage.tck.contract.ExpectedError.tooLarge;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.score.Evaluation;
import dev.agentstorage.score.NewScore;
import dev.agentstorage.score.Score;
import dev.agentstorage.score.ScoreOrigin;
import dev.agentstorage.score.ScoreQuery;
import dev.agentstorage.score.ScoreSource;
import dev.agentstorage.store.Listing;
import dev.agentstorage.tck.rule.Rule;
import dev.agentstorage.tck.run.Contract;
import dev.agentstorage.value.Cursor;
import dev.agentstorage.value.Direction;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Page;
import dev.agentstorage.value.PageRequest;
import dev.agentstorage.value.TimeRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Listings of scores. */
public abstract class ScoreListContract extends Contract {
    private static final Json SCORER = Json.parse("{\"id\":\"quality\"}");

    /** For subclasses. */
    protected ScoreListContract() {}

    /** The scores of a scorer; none for an unknown scorer. If this fails, look at the filter. */
    @Rule(
            id = "SCORE-10",
            requires = Feature.SCORES,
            cases = {"S01"})
    void scoresAreFilteredByScorer() {
        String scorer = id("scorer");
        List<Score> saved = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            saved.add(save(evaluation().scorerId(scorer), base().minusSeconds(i)));
        }
        save(evaluation(), base());

        assertThat(scores().list(ScoreQuery.ofScorer(scorer)).toList())
                .containsExactlyElementsOf(saved)
                .allSatisfy(score ->
                        assertThat(score.evaluation().scorer().get("id")).contains(Json.of("quality")));
        assertThat(scores().list(ScoreQuery.ofScorer(id("scorer"))).toList()).isEmpty();
        assertThat(scores().list(ScoreQuery.ofScorer(scorer + "%")).count()).isZero();
    }

    /** All filters must match. If this fails, look for a filter that replaces another one. */
    @Rule(
            id = "SCORE-10",
            requires = Feature.SCORES,
            cases = {"S03"})
    void scoresAreFilteredByEverythingTogether() {
        String scorer = id("scorer");
        String resource = id("resource");
        String thread = id("thread");
        Evaluation.Builder mine = evaluation()
                .scorerId(scorer)
                .source(ScoreSource.TEST)
                .resourceId(resource)
                .threadId(thread);
        Score test = save(mine, base());
        Score live = save(mine.source(ScoreSource.LIVE), base().minusSeconds(1));
        Score elsewhere = save(mine.threadId(id("thread")), base().minusSeconds(2));

        ScoreQuery query = ScoreQuery.ofScorer(scorer);
        assertThat(scores().list(query.toBuilder().source(ScoreSource.TEST).build())
                        .toList())
                .containsExactly(test);
        assertThat(scores().list(query.toBuilder().resourceId(resource).build()).toList())
                .containsExactly(test, live, elsewhere);
        assertThat(scores().list(query.toBuilder()
                                .resourceId(resource)
                                .threadId(thread)
                                .build())
                        .toList())
                .containsExactly(test, live);
        assertThat(scores().list(query.toBuilder()
                                .threadId(thread)
                                .source(ScoreSource.LIVE)
                                .build())
                        .toList())
                .containsExactly(live);
        assertThat(scores().list(query.toBuilder().resourceId(id("resource")).build())
                        .toList())
                .isEmpty();
        assertThat(scores().list(query.toBuilder().runId(id("run")).build()).toList())
                .isEmpty();
    }

    /** The scores of a run, with the metadata of the page. If this fails, look at the count. */
    @Rule(
            id = "SCORE-10",
            requires = Feature.SCORES,
            cases = {"S04"})
    void scoresAreFilteredByRun() {
        Score saved = save(evaluation(), base());
        save(evaluation(), base());
        Page<Score> page = scores().list(ScoreQuery.ofRun(saved.runId()))
                .page(PageRequest.of(0, 10).withTotal());
        assertThat(page.items()).containsExactly(saved);
        assertThat(page.total()).hasValue(1);
        assertThat(page.page()).isZero();
        assertThat(page.perPage()).hasValue(10);
        assertThat(page.hasMore()).isFalse();
    }

    /** Entities of two types may share an id. If this fails, look at the type. */
    @Rule(
            id = "SCORE-10",
            requires = Feature.SCORES,
            cases = {"S06"})
    void scoresAreFilteredByEntityAndType() {
        String entity = id("entity");
        Score agent = save(evaluation().entityId(entity).entityType("AGENT"), base());
        Score workflow = save(evaluation().entityId(entity).entityType("WORKFLOW"), base().minusSeconds(1));
        Score untyped = save(evaluation().entityId(entity), base().minusSeconds(2));

        Page<Score> page = scores().list(ScoreQuery.builder()
                        .entityId(entity)
                        .entityType("AGENT")
                        .build())
                .page(PageRequest.first().withTotal());
        assertThat(page.items()).containsExactly(agent);
        assertThat(page.total()).hasValue(1);
        assertThat(scores().list(ScoreQuery.builder().entityId(entity).build()).toList())
                .containsExactly(agent, workflow, untyped);
    }

    /** A span id is unique only within its trace. If this fails, look for a filter of the span alone. */
    @Rule(
            id = "SCORE-11",
            requires = Feature.SCORES,
            cases = {"S07", "S08", "S09"})
    void scoresAreFoundBySpanAndTrace() {
        String trace = id("trace");
        String span = id("span");
        List<Score> ofSpan = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ofSpan.add(save(evaluation().traceId(trace).spanId(span), base().minusSeconds(i)));
        }
        Score otherSpan = save(evaluation().traceId(trace).spanId(id("span")), base().minusSeconds(3));
        Score otherTrace = save(evaluation().traceId(id("trace")).spanId(span), base());
        save(evaluation(), base());

        Page<Score> page = scores().list(ScoreQuery.ofSpan(trace, span))
                .page(PageRequest.first().withTotal());
        assertThat(page.items()).containsExactlyElementsOf(ofSpan);
        assertThat(page.total()).hasValue(3);
        assertThat(scores().list(ScoreQuery.builder().traceId(trace).build()).toList())
                .hasSize(4)
                .endsWith(otherSpan)
                .doesNotContain(otherTrace);
        assertThat(scores().list(ScoreQuery.ofSpan(
                                otherTrace.evaluation().origin().traceId().orElseThrow(), span))
                        .page(PageRequest.first().withTotal())
                        .total())
                .hasValue(1);
    }

    /** The pages together are the listing. If this fails, look at the offset. */
    @Rule(
            id = "SCORE-13",
            requires = Feature.SCORES,
            cases = {"S09", "S10", "S11"})
    void pagesOfASpanAddUp() {
        String trace = id("trace");
        String span = id("span");
        List<Score> saved = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            saved.add(save(evaluation().traceId(trace).spanId(span), base().minusSeconds(i)));
            save(evaluation().traceId(trace).spanId(id("span")), base().minusSeconds(i));
        }
        Listing<Score> listing = scores().list(ScoreQuery.ofSpan(trace, span));
        Page<Score> first = listing.page(PageRequest.of(0, 2).withTotal());
        Page<Score> middle = listing.page(PageRequest.of(1, 2).withTotal());
        Page<Score> last = listing.page(PageRequest.of(2, 2).withTotal());

        assertThat(first.items()).containsExactlyElementsOf(saved.subList(0, 2));
        assertThat(middle.items()).containsExactlyElementsOf(saved.subList(2, 4));
        assertThat(last.items()).containsExactly(saved.get(4));
        assertThat(List.of(first.hasMore(), middle.hasMore(), last.hasMore())).containsExactly(true, true, false);
        assertThat(List.of(first.total(), middle.total(), last.total()))
                .allSatisfy(total -> assertThat(total).hasValue(5));
        assertThat(listing.page().perPage()).hasValue(100);
    }

    /** Both bounds of a range apply. If this fails, look for bounds that are rounded. */
    @Rule(id = "SCORE-12", requires = Feature.SCORES)
    void aRangeIncludesItsBoundsByDefault() {
        String scorer = id("scorer");
        Instant middle = base().plus(1, ChronoUnit.MICROS);
        Score early = save(evaluation().scorerId(scorer), middle.minus(1, ChronoUnit.MICROS));
        Score score = save(evaluation().scorerId(scorer), middle);
        Score late = save(evaluation().scorerId(scorer), middle.plus(1, ChronoUnit.MICROS));

        assertThat(in(scorer, TimeRange.from(middle))).containsExactly(late, score);
        assertThat(in(scorer, TimeRange.until(middle))).containsExactly(score, early);
        assertThat(in(scorer, TimeRange.from(middle).withoutStart())).containsExactly(late);
        assertThat(in(scorer, TimeRange.until(middle).withoutEnd())).containsExactly(early);
        assertThat(in(scorer, TimeRange.between(middle, middle))).containsExactly(score);
    }

    /** Scores with equal times have a fixed order. If this fails, look at a collation, and at ties that are not broken. */
    @Rule(
            id = "SCORE-13",
            requires = Feature.SCORES,
            cases = {"G01"})
    void scoresOfOneInstantAreOrderedByTheBytesOfTheirIds() {
        String scorer = id("scorer");
        String tag = id("t");
        List<Score> ascending = new ArrayList<>();
        // by code point, which is neither the order of Java's chars nor that of a dictionary
        for (String id : List.of("B", "a", "a b", "a-b", "ab", "ä", "\uffee", "😀")) {
            ascending.add(
                    scores().save(NewScore.builder(evaluation().scorerId(scorer).build())
                            .id(tag + id)
                            .createdAt(base())
                            .build()));
        }
        List<Score> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);

        ScoreQuery query = ScoreQuery.ofScorer(scorer);
        assertThat(scores().list(query).toList()).containsExactlyElementsOf(descending);
        assertThat(scores().list(query.toBuilder().direction(Direction.ASC).build())
                        .toList())
                .containsExactlyElementsOf(ascending);
    }

    /** Equal times neither repeat nor skip a score. If this fails, look at a cursor of the time alone, and at an order without the id. */
    @Rule(
            id = "SCORE-13",
            requires = Feature.SCORES,
            cases = {"G01"})
    void pagesAndSlicesAgreeAmongScoresOfOneInstant() {
        String run = id("run");
        for (int i = 0; i < 10; i++) {
            save(evaluation().runId(run), base().plusMillis(i / 5));
        }
        for (Direction direction : Direction.values()) {
            Listing<Score> listing = scores().list(
                            ScoreQuery.builder().runId(run).direction(direction).build());
            List<Score> all = listing.toList();
            assertThat(all).hasSize(10);
            assertThat(listing.count()).isEqualTo(10);
            assertThat(Walks.pages(listing, 3)).isEqualTo(all);
            assertThat(Walks.slices(listing, 3)).isEqualTo(all);
            assertThat(listing.stream().toList()).isEqualTo(all);
        }
    }

    /** A span id without a trace id is rejected. If this fails, look at the record, which no backend changes. */
    @Rule(id = "SCORE-11", requires = Feature.SCORES)
    void aSpanWithoutATraceIsRefused() {
        ScoreQuery query = ScoreQuery.ofSpan(id("trace"), id("span"));
        invalid(
                "span-without-trace",
                () -> query.toBuilder()
                        .origin(ScoreOrigin.builder()
                                .spanId(query.origin().spanId().orElse(null))
                                .build())
                        .build());
    }

    /** Wrong input never reaches the backend. If this fails, look at the store. */
    @Rule(id = "SCORE-14", requires = Feature.SCORES)
    void aWrongQueryIsRefused() {
        String tooLong = Sizes.text(limits().idBytes() + 1L);
        invalid("id-blank", () -> scores().list(ScoreQuery.ofScorer(" ")));
        invalid("id-blank", () -> scores().list(ScoreQuery.ofRun("")));
        invalid("id-blank", () -> scores().list(ScoreQuery.builder().traceId("").build()));
        invalid(
                "text-unstorable",
                () -> scores().list(ScoreQuery.builder().entityId("\ud800").build()));
        invalid(
                "text-unstorable",
                () -> scores().list(ScoreQuery.builder().entityType("\0").build()));
        invalid(
                "text-unstorable",
                () -> scores().list(ScoreQuery.builder()
                        .source(new ScoreSource("\0"))
                        .build()));
        tooLarge(
                "id-too-long",
                () -> scores().list(ScoreQuery.builder().resourceId(tooLong).build()));
        tooLarge(
                "id-too-long",
                () -> scores().list(ScoreQuery.builder().threadId(tooLong).build()));
        invalid("limit-not-positive", () -> scores().list().slice(0));
        invalid("cursor-malformed", () -> scores().list().slice(1, new Cursor("not one of ours")));
    }

    private List<Score> in(String scorer, TimeRange range) {
        return scores().list(
                        ScoreQuery.builder().scorerId(scorer).createdAt(range).build())
                .toList();
    }

    private Score save(Evaluation.Builder evaluation, Instant createdAt) {
        return scores().save(NewScore.builder(evaluation.build())
                .createdAt(createdAt)
                .build());
    }

    private Evaluation.Builder evaluation() {
        return Evaluation.builder()
                .scorerId(id("scorer"))
                .runId(id("run"))
                .entityId(id("entity"))
                .scorer(SCORER)
                .entity(Json.EMPTY_OBJECT)
                .output(Json.of("hello"))
                .score(0.8);
    }
}
