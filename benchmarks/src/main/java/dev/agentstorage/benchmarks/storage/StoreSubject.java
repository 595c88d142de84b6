package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.Storage;
import dev.agentstorage.benchmarks.conversation.Conversation;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Feature;
import dev.agentstorage.value.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Works on threads with the storage API, as an application would. */
final class StoreSubject implements Subject {
    private final Storage storage;
    private final Operation operation;
    private final Fixture fixture;
    private final MemoryStore memory;
    private final @Nullable DataSource pool;

    StoreSubject(Storage storage, Operation operation, Fixture fixture) {
        this.storage = storage;
        this.operation = operation;
        this.fixture = fixture;
        this.memory = storage.memory();
        storage.init();
        this.pool = storage.features().contains(Feature.PERSISTENCE) ? storage.unwrap(DataSource.class) : null;
    }

    @Override
    public Object run() throws SQLException {
        return switch (operation) {
            case BORROW -> borrow();
            case APPEND_1, APPEND_10, APPEND_100 -> append(fixture.thread(), operation.appended());
            case LAST_20 -> last(fixture.thread());
            case TURN -> {
                Conversation thread = fixture.thread();
                List<Message> seen = last(thread);
                yield List.of(seen, append(thread, operation.appended()));
            }
            case SAVE_RUN, STEP -> throw new IllegalStateException("not on threads");
        };
    }

    private Connection borrow() throws SQLException {
        if (pool == null) {
            throw new IllegalStateException("no pool");
        }
        try (Connection connection = pool.getConnection()) {
            return connection;
        }
    }

    private List<Message> last(Conversation thread) {
        return memory.lastMessages(thread.threadId(), 20);
    }

    private List<Message> append(Conversation thread, int count) {
        List<NewMessage> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int sample = fixture.sample();
            batch.add(NewMessage.builder(thread.threadId())
                    .resourceId(thread.resourceId())
                    .role(fixture.role(sample))
                    .content(Json.parse(fixture.content(sample)))
                    .build());
        }
        return memory.saveMessages(batch);
    }

    @Override
    public void trim() {
        if (operation.appended() > 0) {
            fixture.trim(memory);
        }
    }

    @Override
    public void close() {
        storage.close();
    }
}
