package dev.agentstorage.dsql.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final Faults faults = new Faults(nanos::get);

    @Test
    void withoutRulesNothingHappens() {
        assertThat(faults.onCommit()).isEmpty();
        assertThat(faults.onStatement()).isEmpty();
        assertThat(faults.onConnect()).isEmpty();
        assertThat(faults.latency()).isZero();
        assertThat(faults.failsIndexJob()).isFalse();
        assertThat(faults.injected()).isEmpty();
    }

    @Test
    void eachEffectIsReported() {
        assertThat(told("occ on commit", faults::onCommit)).isEqualTo(CommitFault.CONFLICT);
        assertThat(told("schema-change on commit", faults::onCommit)).isEqualTo(CommitFault.SCHEMA_CHANGE);
        assertThat(told("cut before commit", faults::onCommit)).isEqualTo(CommitFault.CUT_AND_ROLL_BACK);
        assertThat(told("cut after commit", faults::onCommit)).isEqualTo(CommitFault.COMMIT_AND_CUT);
        assertThat(told("schema-change on statement", faults::onStatement)).isEqualTo(StatementFault.SCHEMA_CHANGE);
        assertThat(told("cut on statement", faults::onStatement)).isEqualTo(StatementFault.CUT);
        assertThat(told("reject connect 53300", faults::onConnect)).isEqualTo(ConnectFault.TOO_MANY_CONNECTIONS);
        assertThat(told("rate-limit", faults::onConnect)).isEqualTo(ConnectFault.RATE_EXCEEDED);
        assertThat(told("expired-token", faults::onConnect)).isEqualTo(ConnectFault.EXPIRED_TOKEN);
        assertThat(told("waking-up", faults::onConnect)).isEqualTo(ConnectFault.WAKING_UP);
        assertThat(told("server-unavailable on commit", faults::onCommit)).isEqualTo(CommitFault.SERVER_UNAVAILABLE);
        assertThat(told("server-unavailable", faults::onStatement)).isEqualTo(StatementFault.SERVER_UNAVAILABLE);
        assertThat(told("temp-space", faults::onStatement)).isEqualTo(StatementFault.TEMP_SPACE_EXCEEDED);
    }

    private <F> F told(String rule, Supplier<Optional<F>> question) {
        InjectedFault fault = faults.inject(rule);
        Optional<F> told = question.get();
        assertThat(fault.fired()).isEqualTo(1);
        fault.remove();
        assertThat(question.get()).isEmpty();
        return told.orElseThrow();
    }

    @Test
    void aNumberMeansThatEventOnceCountedFromTheInjection() {
        faults.inject("occ on commit 1");
        assertThat(faults.onCommit()).isPresent();
        InjectedFault third = faults.inject("occ on commit 3");
        assertThat(commits(5)).containsExactly(false, false, true, false, false);
        assertThat(third.fired()).isEqualTo(1);
    }

    @Test
    void aNumberWithACountMeansThatManyFromThereOn() {
        faults.inject("occ on commit 2 count 2");
        assertThat(commits(5)).containsExactly(false, true, true, false, false);
    }

    @Test
    void aCountWithoutANumberMeansTheNextEvents() {
        InjectedFault fault = faults.inject("reject connect 53300 count 3");
        assertThat(Stream.generate(faults::onConnect).limit(5).map(Optional::isPresent))
                .containsExactly(true, true, true, false, false);
        assertThat(fault.fired()).isEqualTo(3);
    }

    @Test
    void aRuleWithoutNumberAndCountHoldsUntilItIsRemoved() {
        InjectedFault fault = faults.inject(Fault.occ());
        assertThat(commits(100)).containsOnly(true);
        fault.remove();
        fault.remove();
        assertThat(commits(100)).containsOnly(false);
        assertThat(fault.fired()).isEqualTo(100);
    }

    @Test
    void aRuleWithATimeHoldsUntilThatTimeHasPassedSinceItsInjection() {
        nanos.addAndGet(5_000_000_000L);
        InjectedFault fault = faults.inject("waking-up for 2s");
        assertThat(faults.onConnect()).contains(ConnectFault.WAKING_UP);
        nanos.addAndGet(1_999_999_999);
        assertThat(faults.onConnect()).contains(ConnectFault.WAKING_UP);
        nanos.incrementAndGet();
        assertThat(faults.onConnect()).isEmpty();
        assertThat(fault.fired()).isEqualTo(2);
        assertThat(faults.injected()).containsExactly(fault);
    }

    @Test
    void aTimeAndACountEndARuleWhicheverComesFirst() {
        faults.inject("occ on commit count 2 for 1s");
        assertThat(commits(3)).containsExactly(true, true, false);
        faults.inject("occ on commit 3 for 1s");
        assertThat(commits(2)).containsOnly(false);
        nanos.addAndGet(1_000_000_000);
        assertThat(commits(1)).containsExactly(false);
    }

    @Test
    void oneKindOfEventIsNotCountedForAnother() {
        InjectedFault fault = faults.inject("schema-change on statement 2");
        assertThat(commits(5)).containsOnly(false);
        assertThat(faults.onConnect()).isEmpty();
        assertThat(faults.failsIndexJob()).isFalse();
        assertThat(faults.onStatement()).isEmpty();
        assertThat(fault.fired()).isZero();
        assertThat(faults.onStatement()).contains(StatementFault.SCHEMA_CHANGE);
    }

    @Test
    void theSameSeedGivesTheSameFaults() {
        String rule = "occ on commit probability 0.2 seed 42";
        faults.inject(rule);
        List<Boolean> first = commits(1_000);
        faults.clear();
        faults.inject(rule);
        assertThat(commits(1_000)).isEqualTo(first);
        assertThat(first.stream().filter(fired -> fired)).hasSizeBetween(150, 250);
        faults.clear();
        faults.inject("occ on commit probability 0.2 seed 43");
        assertThat(commits(1_000)).isNotEqualTo(first);
    }

    @Test
    void aSeedThatWasNotGivenCanBeReadAndReplayed() {
        InjectedFault fault = faults.inject("occ on commit probability 0.5");
        List<Boolean> first = commits(100);
        faults.clear();
        assertThat(fault.fault().toString()).matches("occ on commit probability 0\\.5 seed \\d+");
        faults.inject(fault.fault().toString());
        assertThat(commits(100)).isEqualTo(first);
    }

    @Test
    void aProbabilityIsLimitedByACount() {
        faults.inject("occ on commit probability 0.5 seed 1 count 3");
        assertThat(commits(1_000).stream().filter(fired -> fired)).hasSize(3);
    }

    @Test
    void aCutDuringCommitFallsOnEitherSideAsItsSeedSays() {
        List<CommitFault> first = cutsDuringCommit();
        assertThat(first).contains(CommitFault.CUT_AND_COMMIT, CommitFault.CUT_AND_ROLL_BACK);
        assertThat(cutsDuringCommit()).isEqualTo(first);
    }

    private List<CommitFault> cutsDuringCommit() {
        InjectedFault fault = faults.inject("cut during commit seed 5");
        List<CommitFault> cuts =
                Stream.generate(() -> faults.onCommit().orElseThrow()).limit(50).toList();
        fault.remove();
        return cuts;
    }

    @Test
    void theRuleInjectedFirstActsAndTheOthersCountTheEvent() {
        InjectedFault conflict = faults.inject("occ on commit 1");
        InjectedFault cut = faults.inject("cut before commit 2");
        assertThat(faults.onCommit()).contains(CommitFault.CONFLICT);
        assertThat(faults.onCommit()).contains(CommitFault.CUT_AND_ROLL_BACK);
        assertThat(faults.onCommit()).isEmpty();
        assertThat(List.of(conflict.fired(), cut.fired())).containsExactly(1L, 1L);
    }

    @Test
    void delaysAddUp() {
        faults.inject(Fault.latency(Duration.ofMillis(5)));
        faults.inject("latency 250us count 1");
        assertThat(faults.latency()).isEqualTo(Duration.ofNanos(5_250_000));
        assertThat(faults.latency()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void indexJobsFailByNumber() {
        faults.inject("fail index-job 2");
        assertThat(Stream.generate(faults::failsIndexJob).limit(3)).containsExactly(false, true, false);
    }

    @Test
    void rulesAreListedAndRemovedOneByOneAndAll() {
        InjectedFault first = faults.inject("occ on commit");
        InjectedFault second = faults.inject("rate-limit");
        assertThat(faults.injected()).containsExactly(first, second);
        assertThat(faults.remove(first.id())).isTrue();
        assertThat(faults.remove(first.id())).isFalse();
        assertThat(faults.injected()).containsExactly(second);
        faults.inject("occ on commit");
        assertThat(faults.clear()).isEqualTo(2);
        assertThat(faults.injected()).isEmpty();
        assertThat(faults.inject("occ on commit").id()).isEqualTo(4);
    }

    @Test
    void sqlInjectsListsAndRemoves() {
        assertThat(faults.sql("inject", List.of("occ on commit 1")))
                .contains(new Faults.Answer(List.of("inject"), List.of(List.of("1"))));
        faults.sql("inject", List.of("rate-limit"));
        commits(1);
        assertThat(faults.sql("faults", List.of()))
                .contains(new Faults.Answer(
                        List.of("id", "rule", "fired"),
                        List.of(List.of("1", "occ on commit 1", "1"), List.of("2", "reject connect 53400", "0"))));
        assertThat(faults.sql("remove_fault", List.of("1")))
                .contains(new Faults.Answer(List.of("remove_fault"), List.of(List.of("t"))));
        assertThat(faults.sql("remove_fault", List.of("1")))
                .contains(new Faults.Answer(List.of("remove_fault"), List.of(List.of("f"))));
        assertThat(faults.sql("clear_faults", List.of()))
                .contains(new Faults.Answer(List.of("clear_faults"), List.of(List.of("1"))));
        assertThat(faults.injected()).isEmpty();
    }

    @Test
    void sqlRefusesWhatItCannotRead() {
        assertThat(faults.sql("inject", List.of())).isEmpty();
        assertThat(faults.sql("explode", List.of("1"))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> faults.sql("inject", List.of("explode")));
        assertThatIllegalArgumentException().isThrownBy(() -> faults.sql("remove_fault", List.of("one")));
    }

    /** Holds for every interleaving: no firing is lost and none is added. */
    @Test
    void manyThreadsTogetherMeetALimitedFaultExactlyThatOften() throws Exception {
        InjectedFault fault = faults.inject("occ on commit 100 count 500");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Long> work =
                    () -> commits(1_000).stream().filter(fired -> fired).count();
            long fired = 0;
            for (Future<Long> part :
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> work).toList())) {
                fired += part.get();
            }
            assertThat(fired).isEqualTo(500);
            assertThat(fault.fired()).isEqualTo(500);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Boolean> commits(int count) {
        List<Boolean> fired = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fired.add(faults.onCommit().isPresent());
        }
        return fired;
    }
}
