package dev.agentstorage.transfer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.agentstorage.Domain;
import dev.agentstorage.Storage;
import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.UnsupportedException;
import dev.agentstorage.store.BulkListener;
import dev.agentstorage.transfer.RecordCodec.Malformed;
import dev.agentstorage.value.Limits;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the lines of an export and imports their entities. */
final class Importer {
    /** Maximum number of characters of JSON for one byte of text: {@code \}{@code u001f}. */
    private static final int ESCAPED_TEXT = 6;

    /** Maximum number of characters of an export for one byte of a snapshot, whose only control characters are white space. */
    private static final int ESCAPED_SNAPSHOT = 2;

    /** Allowance for the characters of a line that are not part of the entity's values. */
    private static final long AROUND = 1 << 16;

    /** Heap bytes for each character of the longest line: reading takes up to six bytes for each character. */
    private static final int HEAP_SHARE = 10;

    private final Storage storage;
    private final LineReader in;
    private final Map<Kind, Long> read = new EnumMap<>(Kind.class);
    private final Set<Domain<?>> domains = new HashSet<>();
    private final Batches batches;
    private final long entityChars;
    private final long snapshotChars;
    private long line;

    /** @param owner restricts the import to one resource; empty to import everything */
    Importer(Storage storage, Optional<Ownership> owner, Reader in, BulkListener listener) {
        this.storage = storage;
        this.in = new LineReader(in);
        this.batches = new Batches(storage, owner, listener);
        Limits limits = storage.limits();
        this.entityChars = longest(Math.max(limits.atomicBytes(), limits.valueBytes()), ESCAPED_TEXT);
        this.snapshotChars = Math.max(entityChars, longest(limits.snapshotBytes(), ESCAPED_SNAPSHOT));
    }

    private static long longest(long bytes, int escaped) {
        long room = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        return Math.min(bytes, room) * escaped < room ? bytes * escaped + AROUND : room;
    }

    static TransferResult result(Map<Kind, Long> counts) {
        Map<String, Long> named = new LinkedHashMap<>();
        counts.forEach((kind, count) -> named.put(kind.toString(), count));
        return new TransferResult(named);
    }

    TransferResult run() throws IOException {
        header();
        while (true) {
            Entry entry = new Entry();
            if (!next(entry::take)) {
                throw new InvalidRequestException(
                        "transfer-truncated",
                        "the export is truncated: its last line is missing",
                        Details.of("line", line, "stored", batches.stored()));
            }
            if (entry.end) {
                end(entry);
                batches.finish();
                return result(read);
            }
            entity(entry);
        }
    }

    /**
     * Reads the next line.
     *
     * @return whether there is a next line
     */
    private boolean next(Line.Member member) throws IOException {
        line++;
        try {
            if (!in.next(entityChars)) {
                return false;
            }
            Line.read(in, member);
            return true;
        } catch (CharacterCodingException e) {
            throw invalid("the bytes are not UTF-8", e);
        } catch (LineReader.TooLong e) {
            throw invalid("the line is longer than the limits of the storage or the heap allow", e);
        } catch (InvalidRequestException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        } catch (Malformed e) {
            throw invalid(String.valueOf(e.getMessage()), e.getCause());
        }
    }

    private void header() throws IOException {
        Map<String, String> texts = new HashMap<>();
        List<String> names = new ArrayList<>();
        boolean any = next((name, value) -> {
            if (name.equals("domains") && value.currentToken() == JsonToken.START_ARRAY) {
                while (value.nextToken() != JsonToken.END_ARRAY) {
                    names.add(value.getText());
                    value.skipChildren();
                }
            } else if (value.currentToken()
                    == (name.equals("version") ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING)) {
                texts.put(name, value.getText());
            } else {
                value.skipChildren();
            }
        });
        if (!any) {
            throw header("the text is empty", null);
        }
        if (!StorageTransfer.FORMAT.equals(texts.get("format"))) {
            throw header("the first line does not name the format", null);
        }
        String version = texts.getOrDefault("version", "null");
        if (!version.equals(String.valueOf(StorageTransfer.VERSION))) {
            throw new InvalidRequestException(
                    "transfer-version",
                    "the text was written in another version of the format",
                    Details.of("version", version, "supported", StorageTransfer.VERSION));
        }
        for (String name : names) {
            Domain<?> domain = Domain.values().stream()
                    .filter(one -> name.equals(one.toString()))
                    .findFirst()
                    .orElseThrow(() -> header("the first line names an unknown domain", null));
            if (storage.find(domain).isEmpty()) {
                throw new UnsupportedException(domain.feature().name(), storage.backend());
            }
            domains.add(domain);
        }
    }

    /** An entity line, which is any line after the first. */
    private final class Entry {
        private boolean end;
        private @Nullable Kind kind;
        private @Nullable Record entity;
        private @Nullable Map<String, Long> counts;

        void take(String name, JsonParser value) throws IOException, Malformed {
            if (name.equals("kind") && value.currentToken() == JsonToken.VALUE_STRING) {
                kind(value.getText());
            } else if (name.equals("value") && kind != null) {
                entity = RecordCodec.decode(kind.type(), value);
            } else if (name.equals("counts")) {
                counts = Line.counts(value);
            } else {
                throw new Malformed("a line must have a kind and a value only", null);
            }
        }

        private void kind(String name) throws Malformed {
            end = name.equals(StorageTransfer.END);
            kind = Kind.of(name).orElse(null);
            if (kind == null && !end) {
                throw new Malformed("unknown kind", null);
            }
            if (kind != null && !domains.contains(kind.domain())) {
                throw new Malformed("the kind is of a domain that the first line does not name", null);
            }
            if (kind == Kind.WORKFLOW_RUN) {
                in.limit(snapshotChars);
            }
        }
    }

    private void entity(Entry entry) {
        Kind kind = entry.kind;
        Record entity = entry.entity;
        if (kind == null || entity == null || entry.counts != null) {
            throw invalid("a line must have a kind and a value only", null);
        }
        try {
            batches.add(line, kind, entity);
        } catch (Malformed e) {
            throw invalid(String.valueOf(e.getMessage()), e.getCause());
        }
        read.merge(kind, 1L, Long::sum);
    }

    private void end(Entry entry) throws IOException {
        if (!result(read).counts().equals(entry.counts)) {
            throw invalid("the counts differ from the lines before", null);
        }
        line++;
        if (in.next(0)) {
            throw invalid("unexpected text after the last line", null);
        }
    }

    private static InvalidRequestException header(String reason, @Nullable Throwable cause) {
        return new InvalidRequestException(
                "transfer-header-invalid",
                "the text is not an export of a storage",
                Details.of("line", 1L, "reason", reason),
                cause);
    }

    private InvalidRequestException invalid(String reason, @Nullable Throwable cause) {
        return line == 1
                ? header(reason, cause)
                : new InvalidRequestException(
                        "transfer-line-invalid",
                        "a line of an export is not valid",
                        Details.of("line", line, "reason", reason, "stored", batches.stored()),
                        cause);
    }
}
