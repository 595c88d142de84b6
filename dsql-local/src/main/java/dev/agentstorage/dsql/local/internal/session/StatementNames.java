package dev.agentstorage.dsql.local.internal.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session's prepared statements by their names. A change counts at once, for the messages that follow in the same unit,
 * and is taken back at the end of the unit if PostgreSQL has not made it.
 */
final class StatementNames {
    private final Map<String, Prepared> statements = new HashMap<>();
    private final List<Change> unconfirmed = new ArrayList<>();

    private record Change(String name, @Nullable Prepared before) {}

    @Nullable
    Prepared get(String name) {
        return statements.get(name);
    }

    /** A name that is taken stays with its statement: PostgreSQL refuses to prepare another one. */
    void prepare(String name, Prepared prepared) {
        Prepared before = statements.get(name);
        unconfirmed.add(new Change(name, before));
        if (name.isEmpty() || before == null) {
            statements.put(name, prepared);
        }
    }

    void close(String name) {
        unconfirmed.add(new Change(name, statements.remove(name)));
    }

    /**
     * As {@link #close} for all but the unnamed one, which stays.
     *
     * @return their names, and those that were closed in the same unit already
     */
    List<String> closeAll() {
        Set<String> names = new LinkedHashSet<>(statements.keySet());
        unconfirmed.forEach(change -> names.add(change.name()));
        names.remove("");
        names.forEach(this::close);
        return List.copyOf(names);
    }

    /** PostgreSQL has made the oldest change of that name that it had not made. */
    void confirm(String name) {
        for (int i = 0; i < unconfirmed.size(); i++) {
            if (unconfirmed.get(i).name().equals(name)) {
                unconfirmed.remove(i);
                return;
            }
        }
    }

    /** The unit is over. */
    void settle() {
        for (int i = unconfirmed.size() - 1; i >= 0; i--) {
            Change change = unconfirmed.get(i);
            Prepared before = change.before();
            if (before == null) {
                statements.remove(change.name());
            } else {
                statements.put(change.name(), before);
            }
        }
        unconfirmed.clear();
    }
}
