package dev.agentstorage.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.value.Json;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class StoredRowTest {
    private final StoredRow row = new StoredRow("things", "k");

    @Test
    void whatCanBeReadIsReturned() {
        assertThat(row.required("name", "x")).isEqualTo("x");
        assertThat(row.json("content", " [1] ")).isEqualTo(Json.parse("[1]"));
        assertThat(row.json("content", "null")).isEqualTo(Json.NULL);
        assertThat(row.object("metadata", "{\"a\":1}")).isEqualTo(Json.parse("{\"a\":1}"));
    }

    @Test
    void anObjectThatIsNotThereIsEmpty() {
        assertThat(row.object("metadata", null)).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row.object("metadata", "null")).isEqualTo(Json.EMPTY_OBJECT);
        assertThat(row.object("metadata", "{}")).isEqualTo(Json.EMPTY_OBJECT);
    }

    @Test
    void whatCannotBeReadNamesItsPlaceAndNotItsText() {
        corrupt("column-null", () -> row.required("name", null));
        corrupt("column-null", () -> row.json("name", null));
        corrupt("json-unreadable", () -> row.json("name", "private"));
        corrupt("json-unreadable", () -> row.object("name", "{private"));
        corrupt("json-unreadable", () -> row.object("name", "[\"private\"]"));
    }

    private static void corrupt(String code, ThrowingCallable call) {
        CorruptDataException error = catchThrowableOfType(CorruptDataException.class, call);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.details()).hasToString("{table=things, key=k, column=name}");
        assertThat(error).hasMessageNotContaining("private").hasStackTraceContaining("things");
        assertThat(error.getCause() == null ? "" : error.getCause().getMessage())
                .doesNotContain("private");
    }
}
