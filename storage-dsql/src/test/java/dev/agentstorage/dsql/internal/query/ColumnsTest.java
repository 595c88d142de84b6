package dev.agentstorage.dsql.internal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentstorage.dsql.internal.schema.MemoryTables;
import dev.agentstorage.dsql.internal.tx.Sql;
import dev.agentstorage.dsql.internal.tx.Times;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One list of columns gives every part of a statement, in one order, and holds no column that the table lacks. */
class ColumnsTest {
    private static final Instant TIME = Instant.parse("2024-01-01T00:00:00.000001Z");

    private record Note(String id, Optional<String> text, Instant at, Optional<Instant> archived) {}

    private static final Columns<Note> NOTES = Columns.<Note>of(MemoryTables.THREADS)
            .column("id", Note::id)
            .optional("title", Note::text)
            .time("createdAt", Note::at)
            .optionalTime("archivedAt", Note::archived)
            .build();

    @Test
    void namesAreQuotedAndATimeIsAPair() {
        assertThat(NOTES.names())
                .isEqualTo("\"id\", \"title\", \"createdAt\", \"createdAtZ\", \"archivedAt\", \"archivedAtZ\"");
        assertThat(NOTES.placeholders()).isEqualTo("?, ?, ?, ?, ?, ?");
        assertThat(NOTES.size()).isEqualTo(6);
    }

    @Test
    void valuesAreInTheOrderOfTheNames() {
        assertThat(NOTES.values(new Note("n", Optional.empty(), TIME, Optional.empty())))
                .containsExactly("n", null, Times.wall(TIME), Times.zoned(TIME), null, null);
        assertThat(NOTES.values(new Note("n", Optional.of("t"), TIME, Optional.of(TIME))))
                .containsExactly("n", "t", Times.wall(TIME), Times.zoned(TIME), Times.wall(TIME), Times.zoned(TIME));
    }

    @Test
    void assignmentsLeaveOutWhatIsKept() {
        Columns<Note> changed = NOTES.without("id", "createdAt", "createdAtZ");

        assertThat(changed.assignments()).isEqualTo("\"title\" = ?, \"archivedAt\" = ?, \"archivedAtZ\" = ?");
        assertThat(changed.replacements())
                .isEqualTo("\"title\" = EXCLUDED.\"title\", \"archivedAt\" = EXCLUDED.\"archivedAt\","
                        + " \"archivedAtZ\" = EXCLUDED.\"archivedAtZ\"");
        assertThat(changed.values(new Note("n", Optional.of("t"), TIME, Optional.empty())))
                .containsExactly("t", null, null);
    }

    @Test
    void rowsOfSeveralEntitiesFollowEachOther() {
        Note note = new Note("n", Optional.empty(), TIME, Optional.empty());

        assertThat(NOTES.rows(Sql.of("VALUES "), List.of(note, note)).text())
                .isEqualTo("VALUES (?, ?, ?, ?, ?, ?), (?, ?, ?, ?, ?, ?)");
    }

    @Test
    void aTypedPlaceholderSaysTheTypeOfTheTable() {
        assertThat(NOTES.without("id", "archivedAt", "archivedAtZ").join(Columns.Column::typedPlaceholder))
                .isEqualTo(
                        "CAST(? AS text), CAST(? AS timestamp without time zone), CAST(? AS timestamp with time zone)");
    }

    @Test
    void aColumnThatTheTableLacksIsRefused() {
        Columns.Builder<Note> columns = Columns.of(MemoryTables.THREADS);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns.column("titel", Note::id))
                .withMessageContaining("titel");
    }

    @Test
    void aColumnIsDeclaredOnce() {
        Columns.Builder<Note> columns = Columns.<Note>of(MemoryTables.THREADS).time("createdAt", Note::at);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> columns.column("createdAtZ", Note::id))
                .withMessageContaining("createdAtZ");
    }

    @Test
    void whatIsLeftOutMustBeThere() {
        assertThatIllegalArgumentException().isThrownBy(() -> NOTES.without("id", "metadata"));
    }
}
