package dev.agentstorage.dsql.local.internal.session;

import dev.agentstorage.dsql.local.internal.protocol.PgError;
import dev.agentstorage.dsql.local.internal.session.Transaction.Place;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the locks of an idle session's transaction away. Used under that session's lock. */
final class Eviction {
    private final State state;

    Eviction(State state) {
        this.state = state;
    }

    /** @return whether the transaction has let go of what it held */
    boolean giveWay(@Nullable Transaction waiting, boolean forSchema) throws IOException {
        Transaction mine = state.transaction;
        if (mine == null || !state.backend.isQuiet()) {
            return false;
        }
        if (!mine.isExplicit()) {
            loseImplicit(mine);
        } else if (mine.place == Place.REAL && mine.savepoint && !mine.unlogged && !forSchema) {
            state.hidden.backToSavepoint();
            mine.place = Place.EVICTED;
            mine.generation++;
            if (waiting != null && waiting.isExplicit()) {
                mine.conflictsWith(waiting);
            }
        } else if (mine.place != Place.FAILED && mine.place != Place.GONE) {
            state.hidden.rollback();
            lose(mine, forSchema);
        }
        return true;
    }

    /** The client has asked for answers and not yet ended its unit of messages. */
    private void loseImplicit(Transaction mine) throws IOException {
        state.hidden.abort();
        lose(mine, false);
    }

    private static void lose(Transaction mine, boolean forSchema) {
        mine.doom(forSchema ? PgError.schemaConflict() : PgError.dataConflict());
        mine.place = Place.GONE;
    }
}
