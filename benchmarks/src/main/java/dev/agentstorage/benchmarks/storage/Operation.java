package dev.agentstorage.benchmarks.storage;

import java.util.List;

/** What is done repeatedly. */
public enum Operation {
    /** A connection is taken from the pool and given back. */
    BORROW("borrow and return a connection", 0, false),
    /** One message is appended. */
    APPEND_1("append 1 message", 2, true),
    /** Ten messages are appended in one call. */
    APPEND_10("append 10 messages", 2, true),
    /** A hundred messages are appended in one call. */
    APPEND_100("append 100 messages", 2, true),
    /** The last 20 messages are read. */
    LAST_20("last 20 messages", 1, true),
    /** The last 20 messages are read, then a question and its answer are appended in one call. */
    TURN("chat turn", 3, true),
    /** A snapshot of 13 KB replaces the one that is stored. */
    SAVE_RUN("save a snapshot", 1, false),
    /** A step of such a snapshot gets a new result. */
    STEP("update a step's result", 3, false);

    private final String title;
    private final int budget;
    private final boolean inThread;

    Operation(String title, int budget, boolean inThread) {
        this.title = title;
        this.budget = budget;
        this.inThread = inThread;
    }

    /** For the report. */
    public String title() {
        return title;
    }

    /** Maximum number of round trips. */
    public int budget() {
        return budget;
    }

    /** The statements that it takes when nothing goes wrong. */
    public int statements() {
        return switch (this) {
            case BORROW -> 0;
            case LAST_20, SAVE_RUN -> 1;
            case APPEND_1, APPEND_10, APPEND_100, STEP -> 2;
            case TURN -> 3;
        };
    }

    /** The statements with those that begin and end a transaction, as the wire sees them. */
    public int executed() {
        return this == STEP ? statements() + 2 : statements();
    }

    /** Number of messages appended. */
    public int appended() {
        return switch (this) {
            case APPEND_1 -> 1;
            case APPEND_10 -> 10;
            case APPEND_100 -> 100;
            case TURN -> 2;
            default -> 0;
        };
    }

    /** The lengths of the threads that it is done in; 0 means no thread. */
    public List<Integer> lengths() {
        return inThread ? Fixture.LENGTHS : List.of(0);
    }

    /** Whether it is done on workflow runs. */
    public boolean onRuns() {
        return this == SAVE_RUN || this == STEP;
    }

    /** Whether it is measured on a way: memory has no connections. */
    public boolean on(Way way) {
        return this != BORROW || way.server().isPresent();
    }
}
