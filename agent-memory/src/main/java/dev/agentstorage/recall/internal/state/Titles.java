package dev.agentstorage.recall.internal.state;

import dev.agentstorage.error.ConflictException;
import dev.agentstorage.error.NotFoundException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ThreadPatch;
import dev.agentstorage.recall.request.TitleOptions;
import dev.agentstorage.store.MemoryStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Sets the titles of untitled threads: the first line of the user immediately, then the title of the generator. Thread-safe. */
public final class Titles {
    private static final int REMEMBERED = 10_000;

    /** Threads that are known to have a title and are not checked again. */
    private final Map<String, Boolean> titled = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Returns whether an append may begin an untitled conversation. Needs no round trip. */
    public boolean mayNeedOne(String threadId, List<Message> appended) {
        synchronized (titled) {
            return !titled.containsKey(threadId) && firstLine(appended).isPresent();
        }
    }

    /** Sets the title of the thread, unless it has one or is deleted. A title that another caller sets concurrently is kept. */
    public void give(MemoryStore memory, String threadId, List<Message> appended, TitleOptions options) {
        String first = cut(firstLine(appended).orElseThrow(), options.maxCharacters());
        if (set(memory, threadId, first, String::isBlank)) {
            options.generator()
                    .flatMap(generator -> generator.title(List.copyOf(appended)))
                    .map(title -> cut(oneLine(title), options.maxCharacters()))
                    .filter(title -> !title.isEmpty())
                    .ifPresent(title -> set(memory, threadId, title, first::equals));
        }
    }

    /** Records that a thread may have no title any more: it was recreated, or its title was removed. */
    public void forget(String threadId) {
        synchronized (titled) {
            titled.remove(threadId);
        }
    }

    /** Sets the title if the current one satisfies the condition; returns whether it was set. */
    private boolean set(MemoryStore memory, String threadId, String title, Predicate<String> replaces) {
        Optional<ConversationThread> thread = memory.getThread(threadId);
        while (thread.isPresent() && replaces.test(thread.get().title())) {
            try {
                memory.updateThread(
                        threadId, ThreadPatch.ofTitle(title), thread.get().version());
                remember(threadId);
                return true;
            } catch (NotFoundException e) {
                return false;
            } catch (ConflictException e) {
                thread = e.stored(ConversationThread.class);
            }
        }
        if (thread.isPresent()) {
            remember(threadId);
        }
        return false;
    }

    private void remember(String threadId) {
        synchronized (titled) {
            titled.put(threadId, true);
        }
    }

    private static Optional<String> firstLine(List<Message> appended) {
        return appended.stream()
                .filter(message -> message.role().equals(Role.USER))
                .map(message -> oneLine(message.text()))
                .filter(line -> !line.isEmpty())
                .findFirst();
    }

    private static String oneLine(String text) {
        return text.lines()
                .map(Titles::storable)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Removes NUL and lone surrogates, which JSON can contain and titles cannot. */
    private static String storable(String line) {
        return line.codePoints()
                .filter(point -> point != 0 && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String cut(String line, int characters) {
        if (line.length() <= characters) {
            return line;
        }
        int end = line.lastIndexOf(' ', characters - 1);
        int cut = end > characters / 2 ? end : characters - 1;
        return line.substring(0, Character.isLowSurrogate(line.charAt(cut)) ? cut - 1 : cut)
                        .strip() + "…";
    }
}
