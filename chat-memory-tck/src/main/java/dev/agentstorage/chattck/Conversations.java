package dev.agentstorage.chattck;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Adapts the store of a subject to one interface. Thread-safe if the store is. */
interface Conversations<M> {
    /** Returns whether the interface reads and writes whole conversations, so that a writer's observer sees reads and writes. */
    boolean handsOverLists();

    /** Stores the messages of a new conversation. */
    void write(Object id, List<M> messages);

    @Nullable
    List<M> read(Object id);

    void delete(Object id);

    /** Returns empty if the interface has no such method. */
    Optional<List<String>> list();

    /** Appends like an application: with a separate instance of the framework's memory. */
    Consumer<M> writer(Object id, Watch<M> watch);

    /** Observes the calls between the memory of a framework and the store. */
    interface Watch<M> {
        /** Does nothing. */
        static <M> Watch<M> none() {
            return new Watch<>() {};
        }

        default void afterRead(List<M> messages) {}

        default void beforeWrite(List<M> messages) {}
    }
}
