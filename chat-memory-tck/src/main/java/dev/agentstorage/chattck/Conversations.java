package dev.agentstorage.chattck;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store of a subject, whatever its interface is. Thread-safe if the store is. */
interface Conversations<M> {
    /** Whether the interface hands over whole conversations, so that the watch of a writer sees reads and writes. */
    boolean handsOverLists();

    /** Stores the messages of a conversation that is new. */
    void write(Object id, List<M> messages);

    @Nullable
    List<M> read(Object id);

    void delete(Object id);

    /** Empty if the interface has no such method. */
    Optional<List<String>> list();

    /** Appends as an application does: with the framework's memory, in a separate instance. */
    Consumer<M> writer(Object id, Watch<M> watch);

    /** Sees what passes between the memory of a framework and the store. */
    interface Watch<M> {
        /** Does nothing. */
        static <M> Watch<M> none() {
            return new Watch<>() {};
        }

        default void afterRead(List<M> messages) {}

        default void beforeWrite(List<M> messages) {}
    }
}
