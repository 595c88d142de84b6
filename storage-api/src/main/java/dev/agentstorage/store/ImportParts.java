package dev.agentstorage.store;

import dev.agentstorage.error.TooLargeException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Stores the parts of an import, each atomic. A part that is over a limit which only the database can tell, as it counts the entries of
 * its indexes too, is stored in smaller ones, and so are all that follow. Used by one thread.
 */
final class ImportParts<T> {
    private final Consumer<List<T>> save;
    private int most;

    ImportParts(int most, Consumer<List<T>> save) {
        this.most = most;
        this.save = save;
    }

    /**
     * Stores all in their order.
     *
     * @throws TooLargeException when a single one is over the limit; those before it are stored
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
