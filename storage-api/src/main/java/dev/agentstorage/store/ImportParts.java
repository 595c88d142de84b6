package dev.agentstorage.store;

import dev.agentstorage.error.TooLargeException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stores the parts of an import, each atomically. If a part exceeds a limit that only the database knows, such as one that counts index
 * entries, this part and all later ones are split into smaller parts. Used by one thread.
 */
final class ImportParts<T> {
    private final Consumer<List<T>> save;
    private int most;

    ImportParts(int most, Consumer<List<T>> save) {
        this.most = most;
        this.save = save;
    }

    /**
     * Stores all items in order.
     *
     * @throws TooLargeException when a single item exceeds the limit; the items before it are stored
     */
    void store(Collection<T> part) {
        List<T> left = List.copyOf(part);
        while (!left.isEmpty()) {
            int size = Math.min(most, left.size());
            try {
                save.accept(left.subList(0, size));
                left = left.subList(size, left.size());
            } catch (TooLargeException e) {
                if (size == 1) {
                    throw e;
                }
                most = size / 2;
            }
        }
    }
}
