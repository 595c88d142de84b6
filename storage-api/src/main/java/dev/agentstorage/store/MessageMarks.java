package dev.agentstorage.store;

import static dev.agentstorage.internal.Checks.notNull;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.memory.Message;
import dev.agentstorage.value.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The messages that an index of the application has not indexed yet. */
final class MessageMarks {
    private final MemoryContext context;

    MessageMarks(MemoryContext context) {
        this.context = context;
    }

    List<Message> pending(MemoryCall call, String index, int limit) {
        call.id("index", index);
        Checks.positive("limit", limit);
        call.rows("limit", limit, "request fewer messages, and mark them before the next call");
        return context.seen(
                Collections.unmodifiableList(call.backend().messages().pending(context.scope(), index, limit)));
    }

    BulkResult mark(MemoryCall call, String index, Map<String, Version> versions) {
        call.id("index", index);
        List<Map.Entry<String, Version>> all = new ArrayList<>();
        notNull("versions", versions)
                .forEach((id, version) -> all.add(Map.entry(call.id("versions", id), notNull("versions", version))));
        call.requireReady();
        Set<String> left = new LinkedHashSet<>();
        all.forEach(entry -> left.add(entry.getKey()));
        int step = call.limits().atomicRows();
        for (int from = 0; from < all.size(); from += step) {
            Map<String, Version> some = new LinkedHashMap<>();
            all.subList(from, Math.min(all.size(), from + step))
                    .forEach(entry -> some.put(entry.getKey(), entry.getValue()));
            call.backend()
                    .messages()
                    .markIndexed(context.scope(), index, Collections.unmodifiableMap(some))
                    .forEach(left::remove);
        }
        return new BulkResult(all.size() - (long) left.size(), true, List.copyOf(left));
    }
}
