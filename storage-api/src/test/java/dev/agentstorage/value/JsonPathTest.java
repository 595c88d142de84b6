package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.agentstorage.error.InvalidRequestException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path never fails on the way and returns the value at its end, in small documents and in large ones. */
class JsonPathTest {
    private static Json document(int filler) {
        return Json.parse(
                "{\"filler\":\"" + "x".repeat(filler) + "\", \"parts\":[{\"text\":\"hi\", \"n\": 1.50},null,[7, 8]],"
                        + "\"a/b\":{\"m~n\":true}, \"twice\":{\"only\":1}, \"twice\":{\"last\":2}, \"nothing\":null}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5000})
    void storedRowsAreReadInTheRequestedForm(int filler) {
        Json json = document(filler);

        assertThat(json.path("parts").path(0).path("text").string()).contains("hi");
        assertThat(json.path("parts").path(0).path("n").json()).contains(Json.parse("1.5"));
        assertThat(json.path("parts").path(0).path("n").as(Double.class)).contains(1.5);
        assertThat(json.path("parts").elements()).hasSize(3).last().isEqualTo(Json.parse("[7,8]"));
        assertThat(json.path("parts").path(2).path(1).as(Integer.class)).contains(8);
        assertThat(json.path("parts").path(0).members()).containsOnlyKeys("text", "n");
        assertThat(json.path("a/b").path("m~n").as(Boolean.class)).contains(true);
        assertThat(json.path("twice").path("last").as(Integer.class)).contains(2);
        assertThat(json.path("nothing").isPresent()).isTrue();
        assertThat(json.path("nothing").json()).contains(Json.NULL);
        assertThat(json.path("nothing").as(String.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5000})
    void whatIsNotThereIsEmptyInEveryForm(int filler) {
        Json json = document(filler);

        for (JsonPath path : new JsonPath[] {
            json.path("missing"),
            json.path(0),
            json.path("missing").path("deeper").path(3),
            json.path("parts").path(3),
            json.path("parts").path(-1),
            json.path("parts").path(1).path("text"),
            json.path("parts").path("0"),
            json.path("parts").path(0).path("text").path("deeper"),
            json.path("parts").path(0).path(0),
            json.path("twice").path("only")
        }) {
            assertThat(path.isPresent()).as("%s", path).isFalse();
            assertThat(path.json()).isEmpty();
            assertThat(path.string()).isEmpty();
            assertThat(path.as(Object.class)).isEmpty();
            assertThat(path.elements()).isEmpty();
            assertThat(path.members()).isEmpty();
        }
    }

    @Test
    void anotherKindThanTheOneAskedForIsEmpty() {
        JsonPath text = document(0).path("parts").path(0).path("text");

        assertThat(text.elements()).isEmpty();
        assertThat(text.members()).isEmpty();
        assertThat(document(0).path("parts").string()).isEmpty();
        assertThatThrownBy(() -> text.as(Integer.class))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("json-unconvertible"));
    }

    @Test
    void itsTextIsAJsonPointer() {
        JsonPath path = document(0).path("a/b").path("m~n").path(3);

        assertThat(path).hasToString("/a~1b/m~0n/3");
    }

    @Test
    void ofALargeDocumentOnlyWhatIsFoundIsBuilt() {
        String parts = "{\"type\":\"text\"},".repeat(100_000);
        Json json = Json.parse("{\"parts\":[" + parts + "{\"text\":\"last\"}]}");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(json.path("parts").path(0).path("type").string()).contains("text");

        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(json.path("parts").path(100_000).path("text").string()).contains("last");

        long path = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(json.members()).hasSize(1);
        long tree = threads.getCurrentThreadAllocatedBytes() - before - path;
        assertThat(path).isLessThan(tree / 4);
    }

    @Test
    void aMemberWithoutANameIsRefused() {
        String none = null;
        assertThatThrownBy(() -> Json.EMPTY_OBJECT.path(none)).isInstanceOf(InvalidRequestException.class);
    }
}
