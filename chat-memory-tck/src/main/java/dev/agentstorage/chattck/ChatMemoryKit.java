package dev.agentstorage.chattck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures a chat memory. Thread-safe. */
public final class ChatMemoryKit {
    private ChatMemoryKit() {}

    /**
     * Measures every property of a store.
     *
     * <p>Writes a few hundred conversations with random ids, one of them with 1,000 messages, and does not remove most of them: use a test store.
     * Starts two threads and ends them. Errors of the store are recorded as observations; for a store that always fails, all observations are
     * errors.
     *
     * @param subject the store to measure
     * @return one finding for each property, in the order of {@link Property}
     */
    public static Report measure(Subject<?> subject) {
        return measureTyped(subject);
    }

    private static <M> Report measureTyped(Subject<M> subject) {
        Messages<M> messages = subject.messages();
        Conversations<M> conversations = subject.conversations();
        List<Finding> findings = new ArrayList<>();
        Contents<M> contents = new Contents<>(messages, conversations);
        for (Map.Entry<Property, List<Sample<M>>> each : messages.samples().entrySet()) {
            findings.add(contents.parts(each.getKey(), each.getValue()));
        }
        findings.add(contents.equality());
        findings.add(contents.texts());
        findings.addAll(new Ids<>(messages, conversations).findings());
        findings.addAll(new Lists<>(messages, conversations).findings());
        findings.addAll(new Writers<>(messages, conversations).findings());
        findings.addAll(new Costs<>(subject).findings());
        return new Report(subject.name(), messages.framework(), findings);
    }
}
