package dev.agentstorage.dsql.local.faults;

import dev.agentstorage.dsql.local.faults.Effect.Moment;
import dev.agentstorage.dsql.local.internal.text.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A rule that defines a fault and when it happens. It has no effect until it is
 * {@linkplain Faults#inject(Fault) injected}.
 *
 * <p>The text of a rule is one line, with the same syntax in Java, on the command line and in SQL:
 *
 * <pre>{@code
 * occ on commit 3                          the third commit fails: 40001, OC000
 * occ on commit probability 0.2 seed 42    one commit in five fails
 * schema-change on statement 5             the fifth statement fails: 40001, OC001
 * schema-change on commit                  every commit fails: 40001, OC001
 * server-unavailable on statement 4        the fourth statement fails: XX000; the connection stays open
 * server-unavailable on commit 1           ... and so does a commit, which is rolled back
 * temp-space on statement 2                the second statement needs too much temporary space: 54000
 * cut on statement 2                       the connection is lost instead of an answer
 * cut before commit 1                      ... and nothing was committed
 * cut during commit 1                      ... and whether it was committed is random
 * cut after commit 1                       ... and it was committed
 * reject connect 53300 count 3             the next three connections: too many open connections
 * rate-limit                               every connection: 53400, the same as "reject connect 53400"
 * expired-token on connect 2               the second connection's token has expired
 * waking-up on connect 1 count 2           two connections find the cluster starting: 57P03
 * waking-up for 2s                         ... and so does every connection for two seconds
 * latency 5ms                              every round trip takes that much longer
 * fail index-job                           asynchronous index builds and validations fail
 * }</pre>
 *
 * <p>A number selects the first commit, statement, connection, round trip or job that the rule applies to. It is
 * counted from 1, over all connections, since the rule was injected. A rule with a number fires once, or {@code count}
 * times. A rule without a number and without a {@code count} fires until it is removed. {@code for} disables a rule
 * after a duration from its injection. With {@code probability} a rule fires at random, and cannot have a number.
 * Without a {@code seed} a random one is chosen; the text of the injected rule contains it.
 *
 * <p>Immutable. Two rules are equal if their texts are equal.
 */
public final class Fault {
    /** No limit. */
    static final long UNLIMITED = Long.MAX_VALUE;

    private final Effect effect;
    private final Duration delay;
    private final OptionalLong number;
    private final OptionalLong count;
    private final double probability;
    private final OptionalLong seed;
    private final Optional<Duration> time;

    private Fault(
            Effect effect,
            Duration delay,
            OptionalLong number,
            OptionalLong count,
            double probability,
            OptionalLong seed,
            Optional<Duration> time) {
        this.effect = effect;
        this.delay = delay;
        this.number = number;
        this.count = count;
        this.probability = probability;
        this.seed = seed;
        this.time = time;
    }

    static Fault of(Effect effect, Duration delay) {
        return new Fault(
                effect, delay, OptionalLong.empty(), OptionalLong.empty(), 1, OptionalLong.empty(), Optional.empty());
    }

    private static Fault of(Effect effect) {
        return of(effect, Duration.ZERO);
    }

    /**
     * Parses the text of a rule. Words are separated by white space and case-insensitive.
     *
     * @throws IllegalArgumentException if the text is not a valid rule; the message contains the wrong word and what
     *     was expected
     */
    public static Fault parse(String text) {
        return new FaultParser(text).parse();
    }

    /** {@code occ on commit}: the transaction conflicts with another one and fails. */
    public static Fault occ() {
        return of(Effect.OCC);
    }

    /** {@code schema-change on statement}: the catalog version of the session is out of date. */
    public static Fault schemaChange() {
        return of(Effect.SCHEMA_CHANGE_ON_STATEMENT);
    }

    /** {@code schema-change on commit}: like {@link #schemaChange}, but detected at COMMIT. */
    public static Fault schemaChangeOnCommit() {
        return of(Effect.SCHEMA_CHANGE_ON_COMMIT);
    }

    /**
     * {@code server-unavailable on statement}: an internal failure of the service. The connection stays open, and the
     * whole transaction may be retried on it.
     */
    public static Fault serverUnavailable() {
        return of(Effect.SERVER_UNAVAILABLE_ON_STATEMENT);
    }

    /**
     * {@code server-unavailable on commit}: like {@link #serverUnavailable}, at COMMIT; the transaction is rolled back.
     */
    public static Fault serverUnavailableOnCommit() {
        return of(Effect.SERVER_UNAVAILABLE_ON_COMMIT);
    }

    /** {@code temp-space on statement}: the query exceeds the limit of temporary space. */
    public static Fault tempSpaceExceeded() {
        return of(Effect.TEMP_SPACE_EXCEEDED);
    }

    /** {@code cut on statement}: the connection is lost, inside or outside of a transaction. */
    public static Fault cutOnStatement() {
        return of(Effect.CUT_ON_STATEMENT);
    }

    /** {@code cut before commit}: the connection is lost and nothing was committed. */
    public static Fault cutBeforeCommit() {
        return of(Effect.CUT_BEFORE_COMMIT);
    }

    /**
     * {@code cut during commit}: the connection is lost; the rule's seed decides at random whether the transaction is
     * committed.
     */
    public static Fault cutDuringCommit() {
        return of(Effect.CUT_DURING_COMMIT);
    }

    /** {@code cut after commit}: the connection is lost after the transaction was committed. */
    public static Fault cutAfterCommit() {
        return of(Effect.CUT_AFTER_COMMIT);
    }

    /** {@code reject connect 53300}: too many open connections. */
    public static Fault tooManyConnections() {
        return of(Effect.TOO_MANY_CONNECTIONS);
    }

    /** {@code reject connect 53400}: too many new connections. */
    public static Fault rateExceeded() {
        return of(Effect.RATE_EXCEEDED);
    }

    /** {@code expired-token}: authentication fails. */
    public static Fault expiredToken() {
        return of(Effect.EXPIRED_TOKEN);
    }

    /** {@code waking-up}: the cluster was idle and must be started first. */
    public static Fault wakingUp() {
        return of(Effect.WAKING_UP);
    }

    /**
     * {@code latency}: every round trip takes longer. The delays of several rules add up.
     *
     * @param delay truncated to microseconds
     * @throws IllegalArgumentException if it is shorter than a microsecond or longer than an hour
     */
    public static Fault latency(Duration delay) {
        return of(Effect.LATENCY, toMicros(delay, "latency"));
    }

    /** {@code fail index-job}: an asynchronous index build or validation fails. */
    public static Fault failedIndexJob() {
        return of(Effect.FAILED_INDEX_JOB);
    }

    /**
     * Returns this rule with the number of the first event that it applies to, counted since it was injected.
     *
     * @param event the number, from 1
     * @throws IllegalArgumentException if it is less than 1, or the rule has a probability
     */
    public Fault at(long event) {
        requirePositive(event, "the number of an event");
        if (probability < 1) {
            throw new IllegalArgumentException("a rule has either a number or a probability");
        }
        return new Fault(effect, delay, OptionalLong.of(event), count, probability, seed, time);
    }

    /**
     * Returns this rule with a maximum number of times that it fires.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Fault count(long firings) {
        requirePositive(firings, "a count");
        return new Fault(effect, delay, number, OptionalLong.of(firings), probability, seed, time);
    }

    /**
     * Returns this rule with a probability.
     *
     * @param chance probability that the rule fires at an event, above 0 and at most 1
     * @throws IllegalArgumentException if it is out of range, or the rule has a number
     */
    public Fault probability(double chance) {
        if (!(chance > 0 && chance <= 1)) {
            throw new IllegalArgumentException("a probability must be above 0 and at most 1");
        }
        if (number.isPresent() && chance < 1) {
            throw new IllegalArgumentException("a rule has either a number or a probability");
        }
        return new Fault(effect, delay, number, count, chance, seed, time);
    }

    /** Returns this rule with a random seed: the same sequence of events then leads to the same faults. */
    public Fault seed(long newSeed) {
        return new Fault(effect, delay, number, count, probability, OptionalLong.of(newSeed), time);
    }

    /**
     * Returns this rule with a duration, counted from its injection, after which it no longer fires.
     *
     * @param newTime truncated to microseconds
     * @throws IllegalArgumentException if it is shorter than a microsecond or longer than an hour
     */
    public Fault during(Duration newTime) {
        Duration kept = toMicros(newTime, "the time of a rule");
        return new Fault(effect, delay, number, count, probability, seed, Optional.of(kept));
    }

    Effect effect() {
        return effect;
    }

    Moment moment() {
        return effect.moment();
    }

    Duration delay() {
        return delay;
    }

    long firstEvent() {
        return number.orElse(1);
    }

    long limit() {
        return count.orElse(number.isPresent() ? 1 : UNLIMITED);
    }

    double probability() {
        return probability;
    }

    OptionalLong seed() {
        return seed;
    }

    Optional<Duration> time() {
        return time;
    }

    /** Whether the outcome depends on a seed. */
    boolean isRandom() {
        return probability < 1 || effect == Effect.CUT_DURING_COMMIT;
    }

    private static Duration toMicros(Duration value, String what) {
        // Compared first: toNanos() overflows for very long durations.
        if (value.compareTo(Duration.ofHours(1)) > 0 || value.toNanos() < 1_000) {
            throw new IllegalArgumentException(what + " must be within 1us and 1h");
        }
        return Duration.ofNanos(value.toNanos() / 1_000 * 1_000);
    }

    private static void requirePositive(long value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Fault fault && fault.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The text of the rule, in the form that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(effect.words());
        if (effect == Effect.LATENCY) {
            text.append(' ').append(Durations.format(delay));
        }
        number.ifPresent(event ->
                text.append(effect.moment().wordsBeforeNumber()).append(' ').append(event));
        if (probability < 1) {
            text.append(" probability ").append(BigDecimal.valueOf(probability).toPlainString());
        }
        seed.ifPresent(value -> text.append(" seed ").append(value));
        count.ifPresent(firings -> text.append(" count ").append(firings));
        time.ifPresent(value -> text.append(" for ").append(Durations.format(value)));
        return text.toString();
    }
}
