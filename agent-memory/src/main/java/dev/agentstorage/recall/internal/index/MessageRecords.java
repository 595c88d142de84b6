package dev.agentstorage.recall.internal.index;

import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.Utf8;
import dev.agentstorage.value.Version;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyType;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.VectorRecord;
import dev.agentstorage.vector.embed.Embedder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The index records of a message. Thread-safe. */
final class MessageRecords {
    /** The format version of records; a new version causes all records to be rewritten. */
    private static final int FORMAT = 1;

    /** The maximum length of a part when no model limits it. */
    private static final int CHARACTERS_OF_A_PART = 4_000;

    private final MessageIndex index;

    /** The input for the records of a message. {@code state} is equal when all of it is equal. */
    record Plan(Message message, String context, List<String> parts, String state) {}

    MessageRecords(MessageIndex index) {
        this.index = index;
    }

    Plan plan(Entry entry) {
        Message message = entry.message();
        List<String> parts = TextSplitter.split(MessageTexts.of(message), this::fits);
        Map<String, String> declared = new TreeMap<>();
        index.metadataKeys()
                .keySet()
                .forEach(key -> declared(message, key).ifPresent(value -> declared.put(key, value.text())));
        Version state = Version.of(
                FORMAT,
                message.version().token(),
                message.createdAt(),
                entry.context(),
                parts.size(),
                Json.of(declared));
        return new Plan(message, entry.context(), parts, state.token());
    }

    /** Returns the records in the order of the parts; the text of the first one includes the context. */
    List<VectorRecord> records(Plan plan, Function<String, Optional<Embedding>> vectors) {
        List<VectorRecord> records = new ArrayList<>(plan.parts().size());
        for (int i = 0; i < plan.parts().size(); i++) {
            String part = plan.parts().get(i);
            VectorRecord.Builder record = VectorRecord.builder(
                            MessageIndex.recordId(plan.message().id(), i))
                    .metadata(metadata(plan));
            vectors.apply(part).ifPresent(record::vector);
            if (index.lexical()) {
                record.text(MessageTexts.searched(plan.message(), i == 0 ? plan.context() : "", part));
            }
            records.add(record.build());
        }
        return records;
    }

    private Metadata metadata(Plan plan) {
        Message message = plan.message();
        Metadata.Builder metadata = Metadata.builder()
                .text(MessageIndex.RESOURCE, message.resourceId())
                .text(MessageIndex.THREAD, message.threadId())
                .text(MessageIndex.ROLE, message.role().value())
                .number(MessageIndex.CREATED_AT, message.createdAt().toEpochMilli())
                .text(MessageIndex.VERSION, message.version().token())
                .text(MessageIndex.STATE, plan.state())
                .number(MessageIndex.CHUNKS, plan.parts().size());
        index.metadataKeys()
                .forEach((key, type) -> declared(message, key).ifPresent(value -> set(metadata, key, type, value)));
        return metadata.build();
    }

    private static Optional<Json> declared(Message message, String key) {
        return new MessageContent(message.content()).metadata().get(key);
    }

    /** A value with another type than declared cannot be filtered and is omitted. */
    private static void set(Metadata.Builder metadata, String key, KeyType type, Json value) {
        Object java = value.toJava();
        if (type == KeyType.TEXT && java instanceof String text) {
            metadata.text(key, text);
        } else if (type == KeyType.NUMBER && java instanceof Number number) {
            metadata.number(key, new BigDecimal(number.toString()).doubleValue());
        } else if (type == KeyType.FLAG && java instanceof Boolean flag) {
            metadata.flag(key, flag);
        } else if (type == KeyType.TEXTS && java instanceof List<?> list) {
            metadata.texts(
                    key,
                    list.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList());
        }
    }

    private boolean fits(String part) {
        return Utf8.length(part) <= index.store().limits().textBytes() / 2
                && index.embedder().map(model -> isRead(model, part)).orElse(part.length() <= CHARACTERS_OF_A_PART);
    }

    private static boolean isRead(Embedder model, String part) {
        return part.isBlank() || model.countTokens(part) <= model.maxTokens();
    }
}
