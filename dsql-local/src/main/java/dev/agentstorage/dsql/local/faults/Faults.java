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
 * The faults of one endpoint: none until a rule is injected.
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
 * <p>Any client may do the same in SQL:
 *
 * <pre>{@code
 * SELECT dsql_local.inject('occ on commit 1');
 * SELECT * FROM dsql_local.faults();
 * SELECT dsql_local.remove_fault('1');
 * SELECT dsql_local.clear_faults();
 * }</pre>
 *
 * <p>When several rules would act on one event, the one injected first acts; delays add up. Statements that manage
 * faults meet none and are not counted.
 *
 * <p>The methods named {@code on...}, {@link #latency} and {@link #failsIndexJob} are asked by the endpoint and count as
 * events: a test does not call them.
 *
 * <p>Thread-safe. Without rules a question costs one volatile read.
 */
public final class Faults {
    private final LongSupplier nanoTime;
    private final AtomicLong ids = new AtomicLong();
    private volatile List<InjectedFault> injected = List.of();

    /** No faults. */
    public Faults() {
        this(System::nanoTime);
    }

    Faults(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Puts a rule to work.
     *
     * @param rule its text, as {@link Fault} describes it
     * @throws IllegalArgumentException as {@link Fault#parse}
     */
    public InjectedFault inject(String rule) {
        return inject(Fault.parse(rule));
    }

    /** Puts a rule to work. The same rule may be injected more than once. */
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

    /** The rules at work, and those that have acted as often as they may, in the order of their injection. */
    public List<InjectedFault> injected() {
        return injected;
    }

    /**
     * Takes a rule away.
     *
     * @return false if there is none with this {@linkplain InjectedFault#id() id}
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
     * Takes all rules away.
     *
     * @return how many there were
     */
    public synchronized int clear() {
        int count = injected.size();
        injected = List.of();
        return count;
    }

    /**
     * What happens to a transaction that is about to commit. Asked once for each transaction that has changed or locked
     * rows or the schema, a statement outside of a transaction block included, and not for others.
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

    /** What happens instead of a statement. Asked for every statement but BEGIN, COMMIT and ROLLBACK, those that a driver sends of its own accord included. */
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

    /** How a new connection is turned away. Asked once for each session that is asked for. */
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

    /** How much longer a round trip takes: the sum of all rules, zero without any. Asked once for each round trip. */
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

    /** Whether an asynchronous index build or validation fails. Asked once for each job. */
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
     * The columns, all of type text, that a call of a function in the schema {@code dsql_local} answers with.
     *
     * @param function name without the schema, in lower case
     * @param arguments how many it is given
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
     * Answers a call of a function in the schema {@code dsql_local}:
     *
     * <ul>
     *   <li>{@code inject(rule)}: one row, the id of the injected rule
     *   <li>{@code remove_fault(id)}: one row, {@code t} or {@code f}
     *   <li>{@code clear_faults()}: one row, how many rules there were
     *   <li>{@code faults()}: a row for each rule
     * </ul>
     *
     * @param function name without the schema, in lower case
     * @param arguments as text
     * @return empty if there is no such function with that number of arguments
     * @throws IllegalArgumentException if an argument is wrong; the message is for the client
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
     * What a client gets for a call; all columns are of type text.
     *
     * @param columns their names
     * @param rows each as long as {@code columns}
     */
    public record Answer(List<String> columns, List<List<String>> rows) {}
}
