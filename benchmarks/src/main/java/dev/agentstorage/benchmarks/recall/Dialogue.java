package dev.agentstorage.benchmarks.recall;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Conversations of one pair of speakers, and questions about them.
 *
 * @param sessions in their order
 */
record Dialogue(List<Session> sessions, List<Question> questions) {
    /** A conversation that takes place at one time. */
    record Session(String name, Instant start, List<Turn> turns) {}

    /** @param id of the form {@code D<session>:<turn>}, unique in the dialogue */
    record Turn(String id, String text) {}

    /**
     * A question.
     *
     * @param category as the file says; {@code -} when it does not
     * @param evidence the ids of the turns that answer it, at least one. An id may name no turn, which then cannot be found
     */
    record Question(String text, String category, Set<String> evidence) {}
}
