package dev.agentstorage.dsql;

import dev.agentstorage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A domain whose writes are cut, with a model of what should be stored. Each world has separate ids. */
interface CutWorld {
    /**
     * One write.
     *
     * @param name which kind of write it is
     * @param atomic whether it is done as a whole or not at all
     * @param run does it
     * @param model does it to the model
     * @param applied reads back whether it is done, for a caller whose repeated call is refused
     */
    record Change(String name, boolean atomic, Consumer<Storage> run, Runnable model, Predicate<Storage> applied) {
        /** A write that may be repeated as it is. */
        static Change repeatable(String name, Consumer<Storage> run, Runnable model) {
            return new Change(name, true, run, model, storage -> false);
        }

        /** A write of several steps that may be repeated as it is. */
        static Change bulk(String name, Consumer<Storage> run, Runnable model) {
            return new Change(name, false, run, model, storage -> false);
        }

        /** A write that is refused when it is repeated. */
        static Change once(String name, Consumer<Storage> run, Runnable model, Predicate<Storage> applied) {
            return new Change(name, true, run, model, applied);
        }
    }

    /** Makes writes with random arguments; one gives nothing when the model has nothing to write to. */
    List<Supplier<Optional<Change>>> changes();

    /** What should be stored: one line for each thing, sorted. */
    List<String> expected();

    /** What is stored. */
    List<String> stored(Storage storage);
}
