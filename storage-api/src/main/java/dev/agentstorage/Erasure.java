package dev.agentstorage;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.store.BulkResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Deletes the data of a resource, one domain after the other. */
final class Erasure {
    private Erasure() {}

    static BulkResult erase(Storage storage, String resourceId, BulkListener listener) {
        Checks.notNull("resourceId", resourceId);
        Checks.notNull("listener", listener);
        List<BiFunction<String, BulkListener, BulkResult>> parts = new ArrayList<>();
        storage.find(Domain.MEMORY).ifPresent(memory -> parts.add(memory::eraseResource));
        storage.find(Domain.WORKFLOWS).ifPresent(workflows -> parts.add(workflows::eraseResource));
        storage.find(Domain.SCORES).ifPresent(scores -> parts.add(scores::eraseResource));
        storage.find(Domain.OBSERVABILITY).ifPresent(traces -> parts.add(traces::eraseResource));
        long affected = 0;
        boolean done = true;
        for (BiFunction<String, BulkListener, BulkResult> part : parts) {
            long before = affected;
            BulkResult result = part.apply(resourceId, rows -> listener.progress(before + rows));
            affected += result.affected();
            done &= result.done();
        }
        return new BulkResult(affected, done);
    }
}
