package dev.agentstorage.transfer;

import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.error.Unsupported;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an export and hands the entities on. */
final class Importer {
    private final Storage storage;
    private final BufferedReader in;
    private final Map<Kind, Long> read = new EnumMap<>(Kind.class);
    private final Set<Domain<?>> domains = new HashSet<>();
    private final Batches batches;
    private long line;

    Importer(Storage storage, BufferedReader in, BulkListener listener) {
        this.storage = storage;
        this.in = in;
        this.batches = new Batches(storage, listener);
    }

    static TransferResult result(Map<Kind, Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((kind, count) -> named.put(kind.toString(), count));
        return new TransferResult(named);
    }

    TransferResult run() throws IOException {
        header(next());
        while (true) {
            Json json = next();
            String kind = json.get("kind").flatMap(Json::string).orElse("");
            if (kind.equals(StorageTransfer.END)) {
                end(json);
                batches.finish();
                return result(read);
            }
            entity(kind, json);
        }
    }

    private Json next() throws IOException {
        line++;
        String text;
        try {
            text = in.readLine();
        } catch (CharacterCodingException e) {
            throw invalid("the bytes are not UTF-8", e);
        }
        if (text == null) {
            if (line == 1) {
                throw header("the text is empty");
            }
            throw new InvalidRequest(
                    "transfer-truncated",
                    "the text of an export ends without its last line",
                    Details.of("line", line, "stored", batches.stored()));
        }
        try {
            return Json.parse(text);
        } catch (InvalidRequest e) {
            throw line == 1 ? header("the first line is no JSON object") : invalid("the line is no JSON value", e);
        }
    }

    private void header(Json json) {
        if (!json.get("format").equals(Optional.of(Json.of(StorageTransfer.FORMAT)))) {
            throw header("the first line does not name the format");
        }
        Json version = json.get("version").orElse(Json.NULL);
        if (!version.equals(Json.of(StorageTransfer.VERSION))) {
            throw new InvalidRequest(
                    "transfer-version",
                    "the text was written in another version of the format",
                    Details.of("version", version.text(), "supported", StorageTransfer.VERSION));
        }
        for (Json name : json.get("domains").map(Json::elements).orElse(List.of())) {
            Domain<?> domain = Domain.values().stream()
                    .filter(one -> name.string().equals(Optional.of(one.toString())))
                    .findFirst()
                    .orElseThrow(() -> header("the first line names a domain that is not known"));
            if (storage.find(domain).isEmpty()) {
                throw new Unsupported(domain.feature().name(), storage.backend());
            }
            domains.add(domain);
        }
    }

    private void entity(String name, Json json) {
        Kind kind = Kind.of(name).orElseThrow(() -> invalid("the kind is not known", null));
        if (!domains.contains(kind.domain())) {
            throw invalid("the kind is of a domain that the first line does not name", null);
        }
        Record entity = decode(kind, json);
        try {
            batches.add(line, kind, entity);
        } catch (RecordCodec.Malformed e) {
            throw invalid(String.valueOf(e.getMessage()), e.getCause());
        }
        read.merge(kind, 1L, Long::sum);
    }

    private Record decode(Kind kind, Json json) {
        String reason;
        Throwable cause;
        try {
            Optional<Json> value = json.get("value").filter(Json::isObject);
            if (value.isPresent() && json.members().size() == 2) {
                return RecordCodec.decode(kind.type(), value.get());
            }
            reason = value.isPresent() ? "the line has members beside kind and value" : "the value is missing";
            cause = null;
        } catch (RecordCodec.Malformed e) {
            reason = String.valueOf(e.getMessage());
            cause = e.getCause();
        } catch (InvalidRequest e) {
            reason = String.valueOf(e.getMessage());
            cause = e;
        }
        throw invalid(reason, cause);
    }

    private void end(Json json) throws IOException {
        if (!json.get("counts").equals(Optional.of(Json.of(result(read).counts())))) {
            throw invalid("the counts differ from the lines before", null);
        }
        line++;
        if (in.readLine() != null) {
            throw invalid("something stands after the last line", null);
        }
    }

    private static InvalidRequest header(String reason) {
        return new InvalidRequest(
                "transfer-header-invalid",
                "the text is no export of a storage",
                Details.of("line", 1L, "reason", reason));
    }

    private InvalidRequest invalid(String reason, @Nullable Throwable cause) {
        return new InvalidRequest(
                "transfer-line-invalid",
                "a line of an export is not valid",
                Details.of("line", line, "reason", reason, "stored", batches.stored()),
                cause);
    }
}
