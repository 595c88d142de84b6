package dev.agentstorage.dsql.internal.tx;

import dev.agentstorage.dsql.events.TransactionEvent;
import dev.agentstorage.dsql.events.TransactionListener;
import dev.agentstorage.spi.support.Backoff;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports failures of transactions to the counters, the log and the application's listener. Thread-safe. */
final class Incidents {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final TransactionCounters counters;
    private final TransactionListener listener;

    Incidents(TransactionCounters counters, TransactionListener listener) {
        this.counters = counters;
        this.listener = listener;
    }

    /** Reports a failed attempt. */
    void failed(Failure failure, Backoff backoff, boolean outcomeUnknown) {
        if (failure.maybeApplied()) {
            counters.unknownOutcomes.increment();
        }
        if (failure.connecting()) {
            counters.failedConnects.increment();
        } else if (failure.kind() == SqlStates.Kind.CONFLICT) {
            counters.conflicts.increment();
            tell("conflict", TransactionListener::conflict, failure, backoff, outcomeUnknown);
        } else if (failure.kind() == SqlStates.Kind.CONNECTION) {
            counters.lostConnections.increment();
            tell("lost connection", TransactionListener::lostConnection, failure, backoff, outcomeUnknown);
        }
    }

    /** Reports a retry. */
    void retry(Failure failure, Backoff backoff, boolean outcomeUnknown, boolean optional) {
        (optional ? counters.optionalRetries : counters.retries).increment();
        tell("retry", TransactionListener::retry, failure, backoff, outcomeUnknown);
    }

    /** Reports that the retries are exhausted. */
    void giveUp(Failure failure, Backoff backoff, boolean outcomeUnknown) {
        counters.giveUps.increment();
        tell("give up", TransactionListener::giveUp, failure, backoff, outcomeUnknown);
    }

    private void tell(
            String what,
            BiConsumer<TransactionListener, TransactionEvent> call,
            Failure failure,
            Backoff backoff,
            boolean outcomeUnknown) {
        TransactionEvent event = new TransactionEvent(
                backoff.attempt(),
                SqlStates.of(failure.sqlException()),
                outcomeUnknown,
                Duration.ofNanos(backoff.elapsed()));
        LOG.debug(
                "{}: attempt {}, SQLSTATE {}, outcome unknown {}, after {}",
                what,
                event.attempt(),
                event.sqlState(),
                outcomeUnknown,
                event.elapsed());
        try {
            call.accept(listener, event);
        } catch (RuntimeException | Error e) {
            // a change may be in progress: a listener must not affect its outcome
            LOG.warn("a transaction listener failed: {}", e.toString());
        }
    }
}
