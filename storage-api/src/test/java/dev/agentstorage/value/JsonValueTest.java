package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document means: equality, containment, merging, looking inside, and Java values. */
class JsonValueTest {
    private record Point(int x, List<String> tags) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "1 | 1.0",
                "1 | 10e-1",
                "0 | -0.000",
                "100 | 1E+2",
                "1e2147483000 | 1.0E2147483000",
                "1e99999999999 | 1E99999999999",
                "\"A\" | \"\\u0041\"",
                "{\"a\":1,\"b\":[1,{}]} | { \"b\" : [1.0, { }], \"a\" : 1e0 }",
                "{\"a\":1,\"a\":2} | {\"a\":2}"
            })
    void documentsOfTheSameStructureAreEqual(String a, String b) {
        assertThat(Json.parse(a)).isEqualTo(Json.parse(b)).hasSameHashCodeAs(Json.parse(b));
        assertThat(Version.of(Json.parse(a))).isEqualTo(Version.of(Json.parse(b)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "1 | \"1\"",
                "1 | 1.0000000000000000000000000000000000001",
                "[1,2] | [2,1]",
                "[1] | [1,1]",
                "{} | []",
                "null | {}",
                "false | null",
                "{\"a\":null} | {}",
                "{\"a\":1} | {\"A\":1}",
                "{\"a\":1} | {\"a\":1,\"b\":1}"
            })
    void documentsOfOtherStructureAreNotEqual(String a, String b) {
        assertThat(Json.parse(a)).isNotEqualTo(Json.parse(b));
        assertThat(Json.parse(b)).isNotEqualTo(Json.parse(a));
        assertThat(Version.of(Json.parse(a))).isNotEqualTo(Version.of(Json.parse(b)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"a\":1,\"b\":2} | {\"b\":2.0} | true",
                "{\"a\":1} | {} | true",
                "{\"a\":{\"x\":1,\"y\":2}} | {\"a\":{\"y\":2}} | true",
                "{\"a\":[1,2,3]} | {\"a\":[3,1]} | true",
                "{\"a\":[{\"x\":1,\"y\":2}]} | {\"a\":[{\"x\":1}]} | true",
                "{\"a\":[1]} | {\"a\":[1,1]} | true",
                "{\"a\":[1]} | {\"a\":[]} | true",
                "{\"a\":null} | {\"a\":null} | true",
                "{} | {\"a\":null} | false",
                "{\"a\":[1]} | {\"a\":[2]} | false",
                "{\"a\":[1]} | {\"a\":1} | false",
                "{\"a\":1} | {\"a\":\"1\"} | false",
                "{\"a\":\"xy\"} | {\"a\":\"x\"} | false",
                "{\"a\":1} | {\"a\":1,\"b\":2} | false"
            })
    void containsMeansThatThePartIsThere(String whole, String part, boolean contained) {
        assertThat(Json.parse(whole).contains(Json.parse(part))).isEqualTo(contained);
    }

    @Test
    void mergeGoesOneLevelDeepAndNullRemoves() {
        Json base = Json.parse("{\"keep\":1,\"deep\":{\"x\":1,\"y\":2},\"gone\":true}");

        Json merged = base.merge(Json.parse("{\"deep\":{\"x\":9},\"gone\":null,\"new\":[],\"absent\":null}"));

        assertThat(merged.text()).isEqualTo("{\"keep\":1,\"deep\":{\"x\":9},\"new\":[]}");
        assertThat(base.text()).contains("gone");
    }

    @Test
    void onlyObjectsAreMerged() {
        assertThatThrownBy(() -> Json.parse("[]").merge(Json.EMPTY_OBJECT)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Json.EMPTY_OBJECT.merge(Json.parse("[]"))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Json.parse("1").with("a", Json.NULL)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void withSetsAMemberInItsPlace() {
        Json json = Json.parse("{\"a\":1,\"b\":2}");

        assertThat(json.with("a", Json.of("x")).text()).isEqualTo("{\"a\":\"x\",\"b\":2}");
        assertThat(json.with("c", Json.NULL).text()).isEqualTo("{\"a\":1,\"b\":2,\"c\":null}");
    }

    @Test
    void aPointerFindsWhatItNames() {
        Json json = Json.parse("{\"parts\":[{\"text\":\"hi\"}],\"a/b\":1,\"m~n\":2,\"\":3,\"01\":4}");

        assertThat(json.at("/parts/0/text").flatMap(Json::string)).contains("hi");
        assertThat(json.at("")).containsSame(json);
        assertThat(json.at("/a~1b")).contains(Json.of(1));
        assertThat(json.at("/m~0n")).contains(Json.of(2));
        assertThat(json.at("/")).contains(Json.of(3));
        assertThat(json.at("/01")).contains(Json.of(4));
        assertThat(json.at("/parts/1")).isEmpty();
        assertThat(json.at("/parts/00")).isEmpty();
        assertThat(json.at("/parts/-")).isEmpty();
        assertThat(json.at("/parts/99999999999")).isEmpty();
        assertThat(json.at("/parts/0/text/x")).isEmpty();
        assertThatThrownBy(() -> json.at("parts"))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("json-pointer-invalid"));
    }

    @Test
    void aDocumentGivesExactJavaValues() {
        Json json = Json.parse("[1,2147483648,92233720368547758080,1.10,1e3,\"s\",true,null,{\"a\":[]}]");

        assertThat(json.toJava())
                .isEqualTo(Arrays.asList(
                        1,
                        2147483648L,
                        new BigInteger("92233720368547758080"),
                        new BigDecimal("1.10"),
                        new BigDecimal("1e3"),
                        "s",
                        true,
                        null,
                        Map.of("a", List.of())));
    }

    @Test
    void anExponentThatJavaDoesNotHoldIsRefusedWhenItIsAskedFor() {
        Json json = Json.parse("{\"a\":1e99999999999}");

        assertThat(json.canonical().text()).isEqualTo("{\"a\":1e99999999999}");
        assertThatThrownBy(json::toJava)
                .isInstanceOfSatisfying(
                        InvalidRequestException.class, e -> assertThat(e.code()).isEqualTo("json-unconvertible"));
    }

    @Test
    void javaValuesBecomeDocuments() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("n", 1.5);
        map.put("list", List.of(1, Json.parse("{ \"raw\" : 1.0 }"), new String[] {"x"}));
        map.put("point", new Point(1, List.of("t")));

        assertThat(Json.of(map).text())
                .isEqualTo("{\"n\":1.5,\"list\":[1,{\"raw\":1.0},[\"x\"]],\"point\":{\"x\":1,\"tags\":[\"t\"]}}");
        assertThat(Json.of(null)).isEqualTo(Json.NULL);
    }

    @Test
    void valuesWithoutAJsonFormAreRefused() {
        List<Object> cycle = new java.util.ArrayList<>();
        cycle.add(cycle);

        for (Object value : new Object[] {Double.NaN, Float.POSITIVE_INFINITY, Map.of(1, 2), cycle, new Object()}) {
            assertThatThrownBy(() -> Json.of(value))
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.code()).isEqualTo("json-unconvertible"));
        }
    }

    @Test
    void aDocumentIsReadIntoAType() {
        assertThat(Json.parse("{\"x\":1,\"tags\":[\"a\"]}").as(Point.class)).isEqualTo(new Point(1, List.of("a")));
        assertThatThrownBy(() -> Json.parse("{\"x\":\"secret-text\"}").as(Point.class))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.code()).isEqualTo("json-unconvertible");
                    assertThat(e.toString()).doesNotContain("secret-text");
                });
    }

    @Test
    void lookingIntoTheWrongKindFindsNothing() {
        Json text = Json.of("x");

        assertThat(text.get("a")).isEmpty();
        assertThat(text.members()).isEmpty();
        assertThat(text.elements()).isEmpty();
        assertThat(Json.EMPTY_OBJECT.string()).isEqualTo(Optional.empty());
        assertThat(Json.parse("[1,{\"a\":2}]").elements()).containsExactly(Json.of(1), Json.of(Map.of("a", 2)));
        assertThat(Json.parse("{\"b\":1,\"a\":2}").members().keySet()).containsExactly("b", "a");
    }

    @Test
    void aMemberOfALargeDocumentIsTheOneOfItsTree() {
        String filler = "x".repeat(1100);
        String large = " {\"a\": [1, {\"b\": 2}], \"filler\": \"" + filler + "\", \"n\\u0061me\": {\"name\": 1.50}, "
                + "\"twice\": 1, \"nothing\": null, \"twice\": {\"last\": true}}";
        Json tree = Json.parse(large);
        for (String name : List.of("a", "b", "filler", "name", "twice", "nothing", "last", "missing")) {
            assertThat(Json.parse(large).get(name).map(Json::text))
                    .as(name)
                    .isEqualTo(Optional.ofNullable(tree.members().get(name)).map(Json::text));
        }
        assertThat(Json.parse("[\"" + filler + "\"]").get("filler")).isEmpty();
        assertThat(Json.parse("\"" + filler + "\"").get("filler")).isEmpty();
    }

    @Test
    void theKindIsKnownWithoutATree() {
        assertThat(Json.parse("\n {\"a\":1}").kind()).isEqualTo(JsonKind.OBJECT);
        assertThat(Json.parse(" []").kind()).isEqualTo(JsonKind.ARRAY);
        assertThat(Json.parse("\t\"\"").kind()).isEqualTo(JsonKind.STRING);
        assertThat(Json.parse(" true").kind()).isEqualTo(JsonKind.BOOLEAN);
        assertThat(Json.parse("false").kind()).isEqualTo(JsonKind.BOOLEAN);
        assertThat(Json.parse(" null").kind()).isEqualTo(JsonKind.NULL);
        assertThat(Json.parse("-1").kind()).isEqualTo(JsonKind.NUMBER);
        assertThat(Json.parse(" 0").kind()).isEqualTo(JsonKind.NUMBER);
    }
}
