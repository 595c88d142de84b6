package dev.agentstorage.benchmarks.storage;

import dev.agentstorage.Storage;
import dev.agentstorage.benchmarks.sql.RecordedStatement;
import dev.agentstorage.benchmarks.sql.Recorder;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * The statements that the backend sends for one operation, found out by watching it: what is done by hand takes their text, so both run
 * the same SQL whatever the backend becomes. If it becomes other statements, this refuses to give them.
 */
record Sent(List<RecordedStatement> statements) {

    /** Watches the backend do the operation once. */
    static Sent by(DataSource pool, Place place, Operation operation, int length) {
        Recorder recorder = new Recorder(pool);
        try (Storage storage = place.openOver(recorder.dataSource())) {
            Subject subject = Subject.of(storage, operation, new Fixture(length));
            Sent sent = new Sent(recorder.during(() -> {
                try {
                    subject.run();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
            subject.trim();
            if (sent.statements().size() != operation.statements()) {
                throw new IllegalStateException("the backend sends other statements now: " + sent);
            }
            return sent;
        }
    }

    /** The text of a statement, which must have this number of placeholders. */
    String text(int index, int placeholders) {
        RecordedStatement statement = statements.get(index);
        if (statement.placeholders() != placeholders) {
            throw new IllegalStateException("the backend sends another statement now: " + statement.text());
        }
        return statement.text();
    }
}
