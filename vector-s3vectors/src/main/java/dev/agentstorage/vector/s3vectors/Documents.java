package dev.agentstorage.vector.s3vectors;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.MetadataValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;

/** Converts metadata to and from SDK documents, which are JSON on the wire. Stateless. */
final class Documents {
    /** Integers up to this value are written without a decimal point, which is easier for other readers. */
    private static final double MOST_EXACT = 1L << 53;

    private static final int LONGEST_NUMBER = 24;

    private Documents() {}

    static Document of(Metadata metadata) {
        Map<String, Document> all = new LinkedHashMap<>();
        metadata.values().forEach((key, value) -> all.put(key, of(value)));
        return Document.fromMap(all);
    }

    static Document of(MetadataValue value) {
        if (value instanceof MetadataValue.Text text) {
            return Document.fromString(text.value());
        }
        if (value instanceof MetadataValue.Decimal number) {
            return number(number.value());
        }
        if (value instanceof MetadataValue.Flag flag) {
            return Document.fromBoolean(flag.value());
        }
        return Document.fromList(((MetadataValue.Texts) value)
                .values().stream().map(Document::fromString).toList());
    }

    static Document number(double value) {
        return value == Math.rint(value) && Math.abs(value) <= MOST_EXACT
                ? Document.fromNumber((long) value)
                : Document.fromNumber(value);
    }

    /**
     * Returns the metadata of a record.
     *
     * @throws CorruptDataException {@code vector-record-unreadable}
     */
    static Metadata metadata(String id, @Nullable Document document) {
        if (document == null || document.isNull()) {
            return Metadata.empty();
        }
        if (!document.isMap()) {
            throw unreadable(id, "metadata");
        }
        Metadata.Builder metadata = Metadata.builder();
        document.asMap().forEach((key, value) -> metadata.set(key, value(id, key, value)));
        return metadata.build();
    }

    private static MetadataValue value(String id, String key, Document value) {
        if (value.isString()) {
            return new MetadataValue.Text(value.asString());
        }
        if (value.isNumber()) {
            return new MetadataValue.Decimal(value.asNumber().doubleValue());
        }
        if (value.isBoolean()) {
            return new MetadataValue.Flag(value.asBoolean());
        }
        if (!value.isList()) {
            throw unreadable(id, key);
        }
        List<String> texts = new ArrayList<>();
        for (Document element : value.asList()) {
            if (!element.isString()) {
                throw unreadable(id, key);
            }
            texts.add(element.asString());
        }
        return new MetadataValue.Texts(texts);
    }

    private static CorruptDataException unreadable(String id, String key) {
        return new CorruptDataException(
                "vector-record-unreadable",
                "a record has metadata of another program",
                Map.of("key", id, "column", key));
    }

    /** Returns the size of the selected keys and values as JSON, in bytes of UTF-8; never an underestimate. */
    static long jsonBytes(Metadata metadata, Predicate<String> wanted) {
        return 2
                + metadata.values().entrySet().stream()
                        .filter(entry -> wanted.test(entry.getKey()))
                        .mapToLong(entry -> quoted(entry.getKey()) + 2 + jsonBytes(entry.getValue()))
                        .sum();
    }

    private static long jsonBytes(MetadataValue value) {
        if (value instanceof MetadataValue.Text text) {
            return quoted(text.value());
        }
        if (value instanceof MetadataValue.Texts texts) {
            return 2
                    + texts.values().stream()
                            .mapToLong(text -> quoted(text) + 1)
                            .sum();
        }
        return value instanceof MetadataValue.Flag ? 5 : LONGEST_NUMBER;
    }

    /** Returns the number of UTF-8 bytes of a text as a JSON string. */
    static long quoted(String text) {
        long length = 2 + Utf8.length(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < ' ' ? 5 : c == '"' || c == '\\' ? 1 : 0;
        }
        return length;
    }
}
