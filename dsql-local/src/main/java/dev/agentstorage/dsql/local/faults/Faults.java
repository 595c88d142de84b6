package dev.agentstorage.dsql.local.faults;

import dev.agentstorage.dsql.local.faults.Effect.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The faults of an endpoint. Initially there are none.
 *
 * <pre>{@code
 * try (DsqlLocal local = DsqlLocal.start()) {
 *     local.faults().inject("occ on commit 1");
 *     local.faults().inject(Fault.latency(Duration.ofMillis(5)));
 *     ...
 *     local.faults().clear();
 * }
 * }</pre>
 *
 * <p>Any client can do the same in SQL:
 *
 * <pre>{@code
 * SELECT dsql_local.inject('occ on commit 1');
 * SELECT * FROM dsql_local.faults();
 * SELECT dsql_local.remove_fault('1');
 * SELECT dsql_local.clear_faults();
 * }</pre>
 *
 * <p>If several rules match an event, the rule that was injected first fires; delays add up. Statements that manage
 * faults are not counted and never fail because of a fault.
 *
 * <p>The endpoint calls the methods named {@code on...}, {@link #latency} and {@link #failsIndexJob}; each call counts
 * an event. Tests must not call them.
 *
 * <p>Thread-safe. Without rules each of these calls costs one volatile read.
 */
public final class Faults {
    private final LongSupplier nanoTime;
    private final AtomicLong ids = new AtomicLong();
    private volatile List<InjectedFault> injected = List.of();

    /** Creates it without faults. */
    public Faults() {
        this(System::nanoTime);
    }

    Faults(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Injects a rule.
     *
     * @param rule text in the syntax of {@link Fault}
     * @throws IllegalArgumentException as {@link Fault#parse}
     */
    public InjectedFault inject(String rule) {
        return inject(Fault.parse(rule));
    }

    /** Injects a rule. The same rule may be injected more than once. */
    public InjectedFault inject(Fault rule) {
        Fault replayable = rule.isRandom() && rule.seed().isEmpty() ? rule.seed(newSeed()) : rule;
        InjectedFault fault = new InjectedFault(ids.incrementAndGet(), replayable, nanoTime, this::remove);
        synchronized (this) {
            injected = Stream.concat(injected.stream(), Stream.of(fault)).toList();
        }
        return fault;
    }

    private static long newSeed() {
        return new SplittableRandom().nextLong(1_000_000_000);
    }

    /** All injected rules, in order of injection, including those that have reached their limit. */
    public List<InjectedFault> injected() {
        return injected;
    }

    /**
     * Removes a rule.
     *
     * @return false if no rule has this {@linkplain InjectedFault#id() id}
     */
    public synchronized boolean remove(long id) {
        int before = injected.size();
        injected = injected.stream().filter(fault -> fault.id() != id).toList();
        return injected.size() < before;
    }

    private void remove(InjectedFault fault) {
        remove(fault.id());
    }

    /**
     * Removes all rules.
     *
     * @return the number of removed rules
     */
    public synchronized int clear() {
        int count = injected.size();
        injected = List.of();
        return count;
    }

    /**
     * The fault of the next commit. Called once for each transaction that has changed or locked rows or the schema,
     * including implicit ones, and not for read-only transactions.
     */
    public Optional<CommitFault> onCommit() {
        InjectedFault fault = acting(Moment.COMMIT);
        if (fault == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (fault.fault().effect()) {
                    case OCC -> CommitFault.CONFLICT;
                    case SCHEMA_CHANGE_ON_COMMIT -> CommitFault.SCHEMA_CHANGE;
                    case SERVER_UNAVAILABLE_ON_COMMIT -> CommitFault.SERVER_UNAVAILABLE;
                    case CUT_BEFORE_COMMIT -> CommitFault.CUT_AND_ROLL_BACK;
                    case CUT_DURING_COMMIT ->
                        fault.tossCoin() ? CommitFault.CUT_AND_COMMIT : CommitFault.CUT_AND_ROLL_BACK;
                    case CUT_AFTER_COMMIT -> CommitFault.COMMIT_AND_CUT;
                    default -> throw new AssertionError(fault.fault().effect());
                });
    }

    /**
     * The fault of the next statement. Called for every statement except BEGIN, COMMIT and ROLLBACK, including
     * statements that the driver sends itself.
     */
    public Optional<StatementFault> onStatement() {
        InjectedFault fault = acting(Moment.STATEMENT);
        if (fault == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (fault.fault().effect()) {
                    case SCHEMA_CHANGE_ON_STATEMENT -> StatementFault.SCHEMA_CHANGE;
                    case SERVER_UNAVAILABLE_ON_STATEMENT -> StatementFault.SERVER_UNAVAILABLE;
                    case TEMP_SPACE_EXCEEDED -> StatementFault.TEMP_SPACE_EXCEEDED;
                    case CUT_ON_STATEMENT -> StatementFault.CUT;
                    default -> throw new AssertionError(fault.fault().effect());
                });
    }

    /** The fault of a new connection. Called once for each requested session. */
    public Optional<ConnectFault> onConnect() {
        InjectedFault fault = acting(Moment.CONNECT);
        if (fault == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (fault.fault().effect()) {
                    case TOO_MANY_CONNECTIONS -> ConnectFault.TOO_MANY_CONNECTIONS;
                    case RATE_EXCEEDED -> ConnectFault.RATE_EXCEEDED;
                    case EXPIRED_TOKEN -> ConnectFault.EXPIRED_TOKEN;
                    case WAKING_UP -> ConnectFault.WAKING_UP;
                    default -> throw new AssertionError(fault.fault().effect());
                });
    }

    /** The delay of the next round trip: the sum of all rules, zero without any. Called once for each round trip. */
    public Duration latency() {
        List<InjectedFault> all = injected;
        if (all.isEmpty()) {
            return Duration.ZERO;
        }
        Duration sum = Duration.ZERO;
        for (InjectedFault fault : all) {
            if (fault.fault().moment() == Moment.ROUND_TRIP && fault.meets(false)) {
                sum = sum.plus(fault.fault().delay());
            }
        }
        return sum;
    }

    /** Whether an asynchronous index build or validation fails. Called once for each job. */
    public boolean failsIndexJob() {
        return acting(Moment.INDEX_JOB) != null;
    }

    private @Nullable InjectedFault acting(Moment moment) {
        List<InjectedFault> all = injected;
        if (all.isEmpty()) {
            return null;
        }
        InjectedFault acting = null;
        for (InjectedFault fault : all) {
            if (fault.fault().moment() == moment && fault.meets(acting != null)) {
                acting = fault;
            }
        }
        return acting;
    }

    /**
     * Returns the result columns, all of type text, of a function in the schema {@code dsql_local}.
     *
     * @param function name without the schema, in lower case
     * @param arguments number of arguments in the call
     * @return empty if there is no such function with that number of arguments
     */
    public static Optional<List<String>> sqlColumns(String function, int arguments) {
        return switch (function + "/" + arguments) {
            case "inject/1", "remove_fault/1", "clear_faults/0" -> Optional.of(List.of(function));
            case "faults/0" -> Optional.of(List.of("id", "rule", "fired"));
            default -> Optional.empty();
        };
    }

    /**
     * Calls a function in the schema {@code dsql_local}:
     *
     * <ul>
     *   <li>{@code inject(rule)}: one row, the id of the injected rule
     *   <li>{@code remove_fault(id)}: one row, {@code t} or {@code f}
     *   <li>{@code clear_faults()}: one row, the number of removed rules
     *   <li>{@code faults()}: a row for each rule
     * </ul>
     *
     * @param function name without the schema, in lower case
     * @param arguments values as text
     * @return empty if there is no such function with that number of arguments
     * @throws IllegalArgumentException if an argument is invalid; the message is sent to the client
     */
    public Optional<Answer> sql(String function, List<String> arguments) {
        return sqlColumns(function, arguments.size()).map(columns -> new Answer(columns, rows(function, arguments)));
    }

    private List<List<String>> rows(String function, List<String> arguments) {
        return switch (function) {
            case "inject" -> row(Long.toString(inject(arguments.get(0)).id()));
            case "remove_fault" -> row(remove(id(arguments.get(0))) ? "t" : "f");
            case "clear_faults" -> row(Integer.toString(clear()));
            default ->
                injected.stream()
                        .map(fault -> List.of(
                                Long.toString(fault.id()), fault.fault().toString(), Long.toString(fault.fired())))
                        .toList();
        };
    }

    private static List<List<String>> row(String value) {
        return List.of(List.of(value));
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException notAnId) {
            throw new IllegalArgumentException("the id of a fault must be a whole number", notAnId);
        }
    }

    /**
     * The result of a function; all columns are of type text.
     *
     * @param columns the names of the columns
     * @param rows the rows, each with as many values as {@code columns}
     */
    public record Answer(List<String> columns, List<List<String>> rows) {}
}
