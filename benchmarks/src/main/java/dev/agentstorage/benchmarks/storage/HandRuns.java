package dev.agentstorage.benchmarks.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentstorage.spi.support.WorkflowChanges;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Works on workflow runs with JDBC by hand and the statements of the backend. A step's result is merged by the same function: the
 * ceiling is that of the access to the database, not of another JSON library.
 */
final class HandRuns implements Subject {
    private static final int NO_LENGTH = 0;

    private final HikariDataSource pool;
    private final Operation operation;
    private final Runs runs = new Runs();
    private final String snapshot;
    private final String first;
    private final String second;

    private HandRuns(HikariDataSource pool, Operation operation, Sent sent) {
        this.pool = pool;
        this.operation = operation;
        this.snapshot = runs.snapshot("bench-run");
        first = sent.text(0, operation == Operation.SAVE_RUN ? 13 : 2);
        second = operation == Operation.SAVE_RUN ? "" : sent.text(1, 13);
    }

    static HandRuns open(Place place, Operation operation) {
        HikariDataSource pool = place.pool(1);
        boolean opened = false;
        try {
            HandRuns subject = new HandRuns(pool, operation, Sent.by(pool, place, operation, NO_LENGTH));
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
        String run = runs.run();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return operation == Operation.SAVE_RUN ? save(run, now) : step(runs.step(run), now);
    }

    private WorkflowRun save(String run, Instant now) throws SQLException {
        WorkflowSnapshot parsed = WorkflowSnapshot.parse(snapshot);
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(first)) {
            LocalDateTime wall = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
            statement.setString(1, Runs.WORKFLOW);
            statement.setString(2, run);
            statement.setNull(3, Types.NULL);
            statement.setString(4, snapshot);
            statement.setObject(5, wall);
            statement.setObject(6, now.atOffset(ZoneOffset.UTC));
            statement.setObject(7, wall);
            statement.setObject(8, now.atOffset(ZoneOffset.UTC));
            statement.setString(9, "running");
            statement.setObject(10, wall);
            statement.setNull(11, Types.NULL);
            statement.setNull(12, Types.NULL);
            statement.setNull(13, Types.NULL);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IllegalStateException("another client writes the runs");
                }
                Instant createdAt = rows.getObject(5, LocalDateTime.class).toInstant(ZoneOffset.UTC);
                return WorkflowRun.builder(Runs.WORKFLOW, run)
                        .resourceId(rows.getString(3))
                        .snapshot(parsed)
                        .createdAt(createdAt)
                        .updatedAt(now)
                        .build();
            }
        }
    }

    private Json step(StepResultUpdate update, Instant now) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            WorkflowRun stored;
            try (PreparedStatement statement = connection.prepareStatement(first)) {
                statement.setString(1, update.workflowName());
                statement.setString(2, update.runId());
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    stored = WorkflowRun.builder(rows.getString(1), rows.getString(2))
                            .resourceId(rows.getString(3))
                            .snapshot(WorkflowSnapshot.parse(rows.getString(10)))
                            .createdAt(rows.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC))
                            .updatedAt(rows.getObject(5, LocalDateTime.class).toInstant(ZoneOffset.UTC))
                            .build();
                }
            }
            WorkflowRun run = WorkflowChanges.stepResult(Optional.of(stored), update, now, Long.MAX_VALUE);
            try (PreparedStatement statement = connection.prepareStatement(second)) {
                LocalDateTime updatedAt = LocalDateTime.ofInstant(run.updatedAt(), ZoneOffset.UTC);
                statement.setNull(1, Types.NULL);
                statement.setString(2, run.snapshot().json().text());
                statement.setObject(3, LocalDateTime.ofInstant(run.createdAt(), ZoneOffset.UTC));
                statement.setObject(4, run.createdAt().atOffset(ZoneOffset.UTC));
                statement.setObject(5, updatedAt);
                statement.setObject(6, run.updatedAt().atOffset(ZoneOffset.UTC));
                statement.setString(7, "running");
                statement.setObject(8, updatedAt);
                statement.setNull(9, Types.NULL);
                statement.setNull(10, Types.NULL);
                statement.setNull(11, Types.NULL);
                statement.setString(12, run.workflowName());
                statement.setString(13, run.runId());
                statement.executeUpdate();
            }
            connection.commit();
            connection.setAutoCommit(true);
            return run.snapshot().context();
        }
    }

    @Override
    public void trim() {
        // runs are replaced
    }

    @Override
    public void close() {
        pool.close();
    }
}
