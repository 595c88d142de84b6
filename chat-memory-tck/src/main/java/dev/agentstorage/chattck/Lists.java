package dev.agentstorage.chattck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures reading and listing of conversations. */
final class Lists<M> {
    private static final int MANY = 100;

    private final Messages<M> messages;
    private final Conversations<M> conversations;

    Lists(Messages<M> messages, Conversations<M> conversations) {
        this.messages = messages;
        this.conversations = conversations;
    }

    static <M> List<M> orEmpty(@Nullable List<M> read) {
        return read == null ? List.of() : read;
    }

    static <M> List<String> texts(Messages<M> messages, @Nullable List<M> read) {
        return orEmpty(read).stream().map(messages::text).toList();
    }

    List<Finding> findings() {
        return List.of(order(), repeats(), copies(), unknown(), deletion(), list());
    }

    private Finding order() {
        List<String> texts =
                IntStream.range(0, MANY).mapToObj(i -> "message " + i).toList();
        Tally tally = new Tally();
        tally.add("stored together", inOrder(texts, id -> conversations.write(id, users(texts))));
        tally.add("stored one by one", inOrder(texts, id -> {
            Consumer<M> writer = conversations.writer(id, Conversations.Watch.none());
            users(texts).forEach(writer);
        }));
        return tally.finding(Property.ORDER);
    }

    private String inOrder(List<String> texts, Consumer<Object> store) {
        Object id = newId();
        try {
            store.accept(id);
            List<String> read = texts(messages, conversations.read(id));
            if (read.equals(texts)) {
                return "";
            }
            boolean newest =
                    !read.isEmpty() && read.size() < MANY && read.equals(texts.subList(MANY - read.size(), MANY));
            return newest ? "the last " + read.size() + " of " + MANY + " are read, in order" : "another order";
        } catch (RuntimeException e) {
            return Show.refusal(e);
        }
    }

    private Finding repeats() {
        Object id = newId();
        Tally tally = new Tally();
        List<M> written = List.of(
                messages.user("again"), messages.assistant("yes"), messages.user("again"), messages.assistant("yes"));
        try {
            conversations.write(id, written);
            int read = orEmpty(conversations.read(id)).size();
            tally.add("stored together", read == 4 ? "" : read + " of 4 are read");
        } catch (RuntimeException e) {
            tally.add("stored together", Show.refusal(e));
        }
        try {
            Object next = newId();
            Consumer<M> writer = conversations.writer(next, Conversations.Watch.none());
            written.forEach(writer);
            int read = orEmpty(conversations.read(next)).size();
            tally.add("stored one by one", read == 4 ? "" : read + " of 4 are read");
        } catch (RuntimeException e) {
            tally.add("stored one by one", Show.refusal(e));
        }
        return tally.finding(Property.REPEATS);
    }

    private Finding copies() {
        Tally tally = new Tally();
        tally.add("the list that was stored", shared(true));
        tally.add("the list that was read", shared(false));
        return tally.finding(Property.COPIES);
    }

    private String shared(boolean changeWritten) {
        Object id = newId();
        try {
            List<M> written = new ArrayList<>(users(List.of("one")));
            conversations.write(id, written);
            List<M> read = orEmpty(conversations.read(id));
            try {
                (changeWritten ? written : read).add(messages.user("two"));
            } catch (UnsupportedOperationException e) {
                return ""; // the list is unmodifiable
            }
            return texts(messages, conversations.read(id)).equals(List.of("one"))
                    ? ""
                    : "a change of it changes the stored conversation";
        } catch (RuntimeException e) {
            return Show.refusal(e);
        }
    }

    private Finding unknown() {
        String observed;
        try {
            List<M> read = conversations.read(newId());
            observed = read == null ? "null" : read.isEmpty() ? "an empty list" : read.size() + " messages";
        } catch (RuntimeException e) {
            observed = Show.refusal(e);
        }
        return new Finding(Property.UNKNOWN, observed, List.of());
    }

    private Finding deletion() {
        Object deleted = newId();
        Object other = newId();
        Tally tally = new Tally();
        try {
            conversations.write(deleted, users(List.of("one")));
            conversations.write(other, users(List.of("other")));
            conversations.delete(deleted);
            tally.add("the deleted one", orEmpty(conversations.read(deleted)).isEmpty() ? "" : "still there");
            tally.add(
                    "another one",
                    texts(messages, conversations.read(other)).equals(List.of("other")) ? "" : "gone, too");
            conversations.write(deleted, users(List.of("two")));
            tally.add(
                    "stored again",
                    texts(messages, conversations.read(deleted)).equals(List.of("two")) ? "" : "has other messages");
        } catch (RuntimeException e) {
            tally.add("deletion", Show.refusal(e));
        }
        try {
            conversations.delete(deleted);
            conversations.delete(deleted);
            tally.add("deleted twice", "");
        } catch (RuntimeException e) {
            tally.add("deleted twice", Show.refusal(e));
        }
        return tally.finding(Property.DELETION);
    }

    private Finding list() {
        List<String> ids = List.of(newId(), newId(), newId());
        try {
            for (String id : ids) {
                conversations.write(id, users(List.of("one", "two")));
            }
            conversations.delete(ids.get(1));
            Optional<List<String>> listed = conversations.list();
            if (listed.isEmpty()) {
                return new Finding(Property.LIST, "not in the interface", List.of());
            }
            Tally tally = new Tally();
            for (int i = 0; i < ids.size(); i++) {
                String id = ids.get(i);
                long times = listed.get().stream().filter(id::equals).count();
                boolean gone = i == 1;
                tally.add(
                        gone ? "a deleted one" : "a stored one",
                        times == (gone ? 0 : 1) ? "" : "listed " + times + " times");
            }
            return tally.finding(Property.LIST);
        } catch (RuntimeException e) {
            return new Finding(Property.LIST, Show.refusal(e), List.of());
        }
    }

    private List<M> users(List<String> texts) {
        return texts.stream().map(messages::user).toList();
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
