package dev.agentstorage.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What text is taken, and what becomes of it. */
class JsonTextTest {
    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static InvalidRequestException refused(String text) {
        try {
            Json.parse(text);
        } catch (InvalidRequestException e) {
            return e;
        }
        throw new AssertionError("accepted");
    }

    @Test
    void textIsKeptToTheCharacter() {
        String text = " { \"b\" : 1.50 ,\n\t\"a\" : [ true, null, \"\\u0041\\/\" ], \"b\":2 }\r\n";

        assertThat(Json.parse(text).text())
                .isEqualTo(text)
                .hasToString(Json.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "01",
                "1.",
                ".5",
                "+1",
                "NaN",
                "Infinity",
                "nul",
                "true false",
                "{} {}",
                "1 x",
                "\"abc",
                "\"a\" \"",
                "\"\u0000\"",
                "\"a\nb\"",
                "\"\\x\"",
                "\"\\u12\"",
                "// comment\n1",
                "\u00a01"
            })
    void textThatIsNotOneJsonValueIsRefused(String text) {
        InvalidRequestException error = refused(text);

        assertThat(error.code()).isEqualTo("json-malformed");
        assertThat(error.details()).containsKey("offset");
        assertThat(error.getMessage()).doesNotContain("abc");
    }

    /** The parser quotes what it cannot read. */
    @Test
    void noCauseQuotesTheText() {
        assertThat(refused("private")).hasNoCause();
        assertThat(refused("{\"a\": private}")).hasNoCause();
    }

    @Test
    void theOffsetPointsNearTheMistake() {
        assertThat((Long) refused("{\"a\": tru}").details().get("offset")).isBetween(6L, 10L);
    }

    @Test
    void halfOfASurrogatePairInTheTextIsRefusedWithItsOffset() {
        InvalidRequestException error = refused("\"ab\ud800c\"");

        assertThat(error.code()).isEqualTo("json-lone-surrogate");
        assertThat(error.details()).containsEntry("offset", 3);
    }

    @Test
    void nestingIsAcceptedUpToTheLimit() {
        assertThat(Json.parse(nested(Json.MAX_DEPTH)).kind()).isEqualTo(JsonKind.ARRAY);
        assertThat(refused(nested(Json.MAX_DEPTH + 1)).code()).isEqualTo("json-malformed");
    }

    @Test
    void whatIsMadeOfValuesIsNeverNestedDeeperThanWhatIsParsed() {
        Json deepest = Json.parse(nested(Json.MAX_DEPTH));

        assertThatThrownBy(() -> Json.of(java.util.List.of(deepest))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Json.EMPTY_OBJECT.with("a", deepest)).isInstanceOf(InvalidRequestException.class);
        assertThat(Json.parse(Json.EMPTY_OBJECT
                                .with("a", Json.parse(nested(Json.MAX_DEPTH - 1)))
                                .text())
                        .isObject())
                .isTrue();
    }

    @Test
    void numbersAreAcceptedUpToTheLimit() {
        String longest = "7".repeat(Json.MAX_NUMBER_LENGTH);

        assertThat(Json.parse(longest).canonical().text()).isEqualTo(longest);
        assertThat(refused(longest + "7").code()).isEqualTo("json-malformed");
    }

    @Test
    void escapesOfNulAndOfLoneSurrogatesSurvive() {
        Json json = Json.parse("{\"a\":\"x\\u0000y\\uD800z\"}");

        assertThat(json.path("a").string()).contains("x\0y\ud800z");
        assertThat(json.canonical().text()).isEqualTo("{\"a\":\"x\\u0000y\\ud800z\"}");
        assertThat(Json.of("x\0y\ud800z").text()).isEqualTo("\"x\\u0000y\\ud800z\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                " { \"b\" : 1 , \"a\" : [ ] } | {\"b\":1,\"a\":[]}",
                "{\"b\":1,\"10\":2,\"9\":3,\"a\":4} | {\"9\":3,\"10\":2,\"b\":1,\"a\":4}",
                "{\"x\":0,\"01\":1,\"4294967295\":2,\"4294967294\":3,\"-1\":4} | {\"4294967294\":3,\"x\":0,\"01\":1,\"4294967295\":2,\"-1\":4}",
                "\"\\u0041\\/\\u00e9\\u2028\" | \"A/é\u2028\"",
                "\"\\u001f\\u007f\\t\" | \"\\u001f\u007f\\t\"",
                "\"\\ud83d\\ude00\" | \"😀\"",
                "[1.50,1E+2,-0,123456789012345678901234567890.10] | [1.50,1E+2,-0,123456789012345678901234567890.10]"
            })
    void theCanonicalFormIsWhatEcmaScriptWritesButForNumbers(String text, String canonical) {
        assertThat(Json.parse(text).canonical().text()).isEqualTo(canonical);
    }

    @Test
    void theCanonicalFormOfACanonicalDocumentIsItself() {
        Json json = Json.parse("{\"1\":[true,null],\"a\":\"é\"}");

        assertThat(json.canonical()).isSameAs(json);
    }

    @Test
    void aNameThatIsThereTwiceIsKeptInTheTextAndCountsByItsLastMemberElsewhere() {
        String text = "{\"a\":{\"x\":1,\"y\":3,\"x\":2},\"b\":1,\"b\":null}";
        Json json = Json.parse(text);

        assertThat(json.text()).isEqualTo(text);
        assertThat(json.at("/a/x")).contains(Json.of(2));
        assertThat(json.get("a").map(Json::text)).contains("{\"x\":2,\"y\":3}");
        assertThat(json.canonical().text()).isEqualTo("{\"a\":{\"x\":2,\"y\":3},\"b\":null}");
        assertThat(json.merge(Json.parse("{\"c\":1,\"b\":4,\"c\":2}")).text())
                .isEqualTo("{\"a\":{\"x\":2,\"y\":3},\"b\":4,\"c\":2}");
        assertThat(json.with("d", json).get("d").map(Json::text))
                .contains(json.canonical().text());
        assertThat(json.contains(Json.parse("{\"a\":{\"x\":2}}"))).isTrue();
        assertThat(json.contains(Json.parse("{\"a\":{\"x\":1}}"))).isFalse();
    }

    @Test
    void theSizeIsThatOfTheTextInUtf8() {
        assertThat(Json.parse("\"aé😀\"").sizeInBytes()).isEqualTo(2 + 1 + 2 + 4);
    }

    @Test
    void aNameWithHalfOfASurrogatePairIsRefusedInTextAndInValues() {
        assertThat(refused("{\"\\ud800\":1}").code()).isEqualTo("json-malformed");
        assertThatThrownBy(() -> Json.of(java.util.Map.of("\ud800", 1))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> Json.EMPTY_OBJECT.with("\ud800", Json.NULL))
                .isInstanceOf(InvalidRequestException.class);
        assertThat(Json.parse("{\"a\\u0000\":1}").canonical().text()).isEqualTo("{\"a\\u0000\":1}");
    }
}
