package dev.agentstorage.tck.contract;

import dev.agentstorage.Storage;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.transfer.StorageTransfer;
import dev.agentstorage.transfer.TransferResult;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Helpers of the contracts of export and import: texts of a few entities. */
public abstract class TransferTexts extends CoreContract {
    /** Made by the kit. */
    protected TransferTexts() {}

    final List<String> lines(Storage storage) throws IOException {
        StringWriter out = new StringWriter();
        StorageTransfer.export(storage, out, BulkListener.NONE);
        return out.toString().lines().toList();
    }

    /** Returns an export with only the lines that contain one of the ids. */
    final String export(List<String> ids) throws IOException {
        List<String> all = lines(storage());
        List<String> kept = new ArrayList<>(List.of(all.get(0)));
        all.subList(1, all.size() - 1).stream()
                .filter(line -> ids.stream().anyMatch(line::contains))
                .forEach(kept::add);
        Map<String, Object> counts = new LinkedHashMap<>();
        for (String line : kept.subList(1, kept.size())) {
            counts.merge(Json.parse(line).path("kind").string().orElseThrow(), 1, (a, b) -> (Integer) a + (Integer) b);
        }
        kept.add(Json.of(Map.of("kind", "end", "counts", counts)).text());
        return String.join("\n", kept) + "\n";
    }

    final TransferResult load(String text) throws IOException {
        return StorageTransfer.importInto(storage(), new StringReader(text), BulkListener.NONE);
    }
}
