package dev.agentstorage.benchmarks.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.Storage;
import dev.agentstorage.benchmarks.conversation.Conversation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Works on threads with JDBC by hand and the statements of the backend. */
final class HandSubject implements Subject {
    private static final int WIDTH = 8;

    private final HikariDataSource pool;
    private final Operation operation;
    private final Fixture fixture;
    private final Place place;
    private final String select;
    private final String insert;
    private final String bump;

    private HandSubject(HikariDataSource pool, Operation operation, Fixture fixture, Place place, Sent sent) {
        this.pool = pool;
        this.operation = operation;
        this.fixture = fixture;
        this.place = place;
        boolean reads = operation == Operation.LAST_20 || operation == Operation.TURN;
        boolean writes = operation.appended() > 0;
        int last = operation.statements() - 1;
        select = reads ? sent.text(0, 2) : "";
        insert = writes ? sent.text(last - 1, WIDTH * operation.appended()) : "";
        bump = writes ? sent.text(last, 6) : "";
    }

    static HandSubject open(Place place, Operation operation, int length) throws SQLException {
        Fixture fixture = new Fixture(length);
        HikariDataSource pool = place.pool(1);
        boolean opened = false;
        try {
            HandSubject subject =
                    new HandSubject(pool, operation, fixture, place, Sent.by(pool, place, operation, length));
            opened = true;
            return subject;
        } finally {
            if (!opened) {
                pool.close();
            }
        }
    }

    @Override
    public Object run() throws SQLException {
        return switch (operation) {
            case BORROW -> borrow();
            case APPEND_1, APPEND_10, APPEND_100 -> append(fixture.thread(), operation.appended());
            case LAST_20 -> last(fixture.thread());
            case TURN -> {
                Conversation thread = fixture.thread();
                List<HandMessage> seen = last(thread);
                yield List.of(seen, append(thread, operation.appended()));
            }
            case SAVE_RUN, STEP -> throw new IllegalStateException("not on threads");
        };
    }

    private Connection borrow() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return connection;
        }
    }

    private List<HandMessage> last(Conversation thread) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, thread.threadId());
            statement.setLong(2, 20);
            try (ResultSet rows = statement.executeQuery()) {
                List<HandMessage> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new HandMessage(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(6),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(3),
                            rows.getObject(8, OffsetDateTime.class).toInstant()));
                }
                Collections.reverse(found);
                return found;
            }
        }
    }

    private List<HandMessage> append(Conversation thread, int count) throws SQLException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        List<HandMessage> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int sample = fixture.sample();
            batch.add(new HandMessage(
                    UUID.randomUUID().toString(),
                    thread.threadId(),
                    thread.resourceId(),
                    fixture.role(sample).value(),
                    "v2",
                    fixture.content(sample),
                    now.plus(i, ChronoUnit.MICROS)));
        }
        try (Connection connection = pool.getConnection()) {
            List<HandMessage> saved = insert(connection, batch);
            bump(connection, thread.threadId(), now.plus(count - 1L, ChronoUnit.MICROS), now);
            return saved;
        }
    }

    private List<HandMessage> insert(Connection connection, List<HandMessage> batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            int index = 0;
            for (HandMessage message : batch) {
                statement.setString(++index, message.id());
                statement.setString(++index, message.threadId());
                statement.setString(++index, message.content());
                statement.setString(++index, message.role());
                statement.setString(++index, message.type());
                statement.setString(++index, message.resourceId());
                statement.setObject(++index, LocalDateTime.ofInstant(message.createdAt(), ZoneOffset.UTC));
                statement.setObject(++index, message.createdAt().atOffset(ZoneOffset.UTC));
            }
            Map<String, Instant> times = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    times.put(
                            rows.getString(1),
                            rows.getObject(3, OffsetDateTime.class).toInstant());
                }
            }
            List<HandMessage> saved = new ArrayList<>(batch.size());
            for (HandMessage each : batch) {
                saved.add(new HandMessage(
                        each.id(),
                        each.threadId(),
                        each.resourceId(),
                        each.role(),
                        each.type(),
                        each.content(),
                        times.getOrDefault(each.id(), each.createdAt())));
            }
            return saved;
        }
    }

    private void bump(Connection connection, String threadId, Instant last, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(bump)) {
            statement.setObject(1, LocalDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            statement.setString(3, threadId);
            statement.setObject(4, LocalDateTime.ofInstant(last, ZoneOffset.UTC));
            statement.setObject(5, last.atOffset(ZoneOffset.UTC));
            statement.setString(6, threadId);
            statement.executeUpdate();
        }
    }

    @Override
    public void trim() {
        if (operation.appended() > 0) {
            try (Storage storage = place.openOver(pool)) {
                fixture.trim(storage.memory());
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
