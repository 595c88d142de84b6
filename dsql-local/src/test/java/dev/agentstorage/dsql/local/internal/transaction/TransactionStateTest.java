package dev.agentstorage.dsql.local.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Active;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Diverted;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Evicted;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Failed;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Idle;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Lazy;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Lost;
import dev.agentstorage.dsql.local.internal.transaction.TransactionState.Replaying;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TransactionStateTest {
    private static final PgError CONFLICT = PgError.dataConflict();
    private static final Lost LOST = new Lost(CONFLICT);

    private static final List<TransactionState> STATES = List.of(
            new Idle(), new Lazy(), new Active(), new Evicted(), new Replaying(), new Diverted(), LOST, new Failed());

    private static final Map<String, UnaryOperator<TransactionState>> TRANSITIONS = Map.of(
            "begin", TransactionState::begin,
            "takeSnapshot", TransactionState::takeSnapshot,
            "evict", TransactionState::evict,
            "replay", TransactionState::replay,
            "restore", TransactionState::restore,
            "divert", TransactionState::divert,
            "lose", state -> state.lose(CONFLICT),
            "fail", TransactionState::fail);

    /** From a state, by a transition, to a state; every other pair is illegal. */
    private static final Map<TransactionState, Map<String, TransactionState>> LEGAL = Map.of(
            new Idle(),
            Map.of("begin", new Lazy()),
            new Lazy(),
            Map.of("takeSnapshot", new Active(), "lose", LOST, "fail", new Failed()),
            new Active(),
            Map.of("evict", new Evicted(), "lose", LOST, "fail", new Failed()),
            new Evicted(),
            Map.of("replay", new Replaying(), "lose", LOST, "fail", new Failed()),
            new Replaying(),
            Map.of(
                    "restore", new Active(),
                    "divert", new Diverted(),
                    "evict", new Evicted(),
                    "lose", LOST,
                    "fail", new Failed()),
            new Diverted(),
            Map.of("evict", new Evicted(), "lose", LOST, "fail", new Failed()),
            LOST,
            Map.of("lose", LOST, "fail", new Failed()),
            new Failed(),
            Map.of());

    @TestFactory
    Stream<DynamicTest> transitionsAreLegalOrThrow() {
        return STATES.stream()
                .flatMap(from -> TRANSITIONS.keySet().stream()
                        .map(name -> DynamicTest.dynamicTest(from + " " + name, () -> check(from, name))));
    }

    private static void check(TransactionState from, String name) {
        UnaryOperator<TransactionState> transition = TRANSITIONS.get(name);
        TransactionState to = LEGAL.get(from).get(name);
        if (to == null) {
            assertThatThrownBy(() -> transition.apply(from))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(from.toString());
        } else {
            assertThat(transition.apply(from)).isEqualTo(to);
        }
    }

    @Test
    void theFirstReasonOfALostTransactionStays() {
        assertThat(LOST.lose(PgError.schemaConflict())).isEqualTo(LOST);
    }

    @Test
    void aConflictThatWasReportedBeforeIsTheReason() {
        Transaction first = active();
        Transaction second = active();
        first.conflictsWith(second);

        first.markConflicting();
        second.lose(PgError.schemaConflict());

        assertThat(second.lostBecause()).contains(PgError.dataConflict());
        assertThat(first.conflict()).isNull();
    }

    @Test
    void anEvictionInvalidatesPortalsAndTheLogRestoresTheTransaction() {
        Transaction transaction = active();
        transaction.log().savepointSet();
        int before = transaction.portalGeneration();

        transaction.evict();
        assertThat(transaction.portalGeneration()).isNotEqualTo(before);
        transaction.replay();
        transaction.restore();

        assertThat(transaction.isActive()).isTrue();
        assertThat(transaction.log().isReplayable()).isTrue();
    }

    @Test
    void aFailedTransactionCannotBeReplayed() {
        Transaction transaction = active();
        transaction.log().savepointSet();

        transaction.fail();

        assertThat(transaction.isRolledBack()).isTrue();
        assertThat(transaction.log().isReplayable()).isFalse();
    }

    @Test
    void aSessionHasAnIdleTransactionBetweenTwo() {
        CurrentTransaction transactions = new CurrentTransaction();
        assertThat(transactions.get().isIdle()).isTrue();

        Transaction opened = transactions.open();
        assertThat(transactions.open()).isSameAs(opened);
        assertThat(opened.isImplicit()).isTrue();
        opened.beginBlock();
        assertThat(opened.isExplicit()).isTrue();

        transactions.end();
        assertThat(transactions.get().isIdle()).isTrue();
        assertThat(transactions.open().isOlderThan(opened)).isFalse();
    }

    private static Transaction active() {
        Transaction transaction = new Transaction();
        transaction.begin();
        transaction.takeSnapshot(0, 0);
        return transaction;
    }
}
