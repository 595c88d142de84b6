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
     * <p>Writes some hundred conversations under random ids, one of 1,000 messages among them, and leaves most of them
     * behind: use a store for tests. Starts two threads and ends them. A store that refuses something is
     * observed to refuse it; a store that is out of order makes all observations refusals.
     *
     * @param subject the store
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
