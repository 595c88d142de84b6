package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.transaction.PreparedSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session's prepared statements by name. A change takes effect immediately, for the following messages of the unit,
 * and is undone at the end of the unit unless PostgreSQL has confirmed it. Not thread-safe.
 */
final class PreparedStatements {
    private final Map<String, PreparedSql> statements = new HashMap<>();
    private final List<Change> unconfirmed = new ArrayList<>();

    private record Change(String name, @Nullable PreparedSql before) {}

    @Nullable
    PreparedSql get(String name) {
        return statements.get(name);
    }

    /** Adds a statement. A name in use keeps its statement: PostgreSQL refuses a second one. */
    void prepare(String name, PreparedSql prepared) {
        PreparedSql before = statements.get(name);
        unconfirmed.add(new Change(name, before));
        if (name.isEmpty() || before == null) {
            statements.put(name, prepared);
        }
    }

    void close(String name) {
        unconfirmed.add(new Change(name, statements.remove(name)));
    }

    /**
     * Closes all statements except the unnamed one.
     *
     * @return their names, and those of statements that were closed earlier in this unit
     */
    List<String> closeAll() {
        Set<String> names = new LinkedHashSet<>(statements.keySet());
        unconfirmed.forEach(change -> names.add(change.name()));
        names.remove("");
        names.forEach(this::close);
        return List.copyOf(names);
    }

    /** Confirms the oldest pending change of a name, after PostgreSQL has made it. */
    void confirm(String name) {
        for (int i = 0; i < unconfirmed.size(); i++) {
            if (unconfirmed.get(i).name().equals(name)) {
                unconfirmed.remove(i);
                return;
            }
        }
    }

    /** Undoes all changes that PostgreSQL has not confirmed, at the end of the unit. */
    void undoUnconfirmed() {
        for (int i = unconfirmed.size() - 1; i >= 0; i--) {
            Change change = unconfirmed.get(i);
            PreparedSql before = change.before();
            if (before == null) {
                statements.remove(change.name());
            } else {
                statements.put(change.name(), before);
            }
        }
        unconfirmed.clear();
    }
}
