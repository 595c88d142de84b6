package dev.agentstorage.benchmarks.conversation;

import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Puts conversations into a store. Stateless and thread-safe. */
public final class Loader {
    private static final int BATCH = 1_000;
    private static final int BUFFER = 1 << 20;

    private Loader() {}

    /** Creates a thread with its first messages by the store itself. */
    public static void save(MemoryStore memory, Conversation conversation, int length) {
        memory.createThread(conversation.thread());
        List<NewMessage> batch = new ArrayList<>();
        for (NewMessage message : conversation.messages(0, length)) {
            batch.add(message);
            if (batch.size() == BATCH) {
                memory.saveMessages(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            memory.saveMessages(batch);
        }
    }

    /**
     * Adds messages to an existing thread, behind the store's back: COPY, with no trigger and no check of the thread. A million take
     * less than a minute.
     *
     * @param superuser a connection to the PostgreSQL behind the store; its session checks no reference any more
     * @param schema the schema of the store's tables
     */
    public static void copy(Connection superuser, String schema, Conversation conversation, long from, long to)
            throws SQLException {
        try (Statement statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
        }
        String copy = "COPY \"" + schema + "\".mastra_messages (id, thread_id, content, role, type, \"resourceId\", "
                + "\"createdAt\", \"createdAtZ\") FROM STDIN";
        try (Writer rows = new OutputStreamWriter(
                new PGCopyOutputStream(superuser.unwrap(PGConnection.class), copy, BUFFER), StandardCharsets.UTF_8)) {
            for (NewMessage message : conversation.messages(from, to)) {
                rows.write(row(message));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(NewMessage message) {
        LocalDateTime time = LocalDateTime.ofInstant(message.createdAt().orElseThrow(), ZoneOffset.UTC);
        return String.join(
                        "\t",
                        message.id(),
                        message.threadId(),
                        message.content().text().replace("\\", "\\\\"),
                        message.role().value(),
                        message.type(),
                        message.resourceId().orElseThrow(),
                        time.toString(),
                        time + "Z")
                + "\n";
    }
}
