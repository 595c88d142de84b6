package dev.agentstorage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts are read as what they are, from what this API writes and from what Mastra does, and are written again as they were. */
class MessagePartTest {
    /** As Mastra stores an answer for which a tool was called: members in its order, some that are not known here. */
    private static final String ANSWER = """
            {"format":2,"parts":[{"type":"step-start"},
            {"type":"reasoning","reasoning":"","details":[{"type":"text","text":"A date is ","signature":"s1"},
            {"type":"text","text":"needed."},{"type":"redacted","data":"AAEC"}],"providerMetadata":{"p":{"k":1.50}}},
            {"type":"tool-invocation","toolInvocation":{"state":"result","step":0,"toolCallId":"call-1","toolName":"orderStatus",
            "args":{"order":17,"exact":1.0},"result":{"arrives":"2026-12-01"}},"providerMetadata":{"p":{"id":"x"}}},
            {"type":"tool-invocation","toolInvocation":{"state":"call","step":1,"toolCallId":"call-2","toolName":"cancel","args":{}}},
            {"type":"text","text":"It arrives on"},{"type":"text","text":"December 1.","providerMetadata":null},
            {"type":"source","source":{"sourceType":"url","id":"1","url":"https://example.org"}}],
            "toolInvocations":[{"state":"result"}],"content":"It arrives on December 1.","metadata":{"lang":"en"},"annotations":[]}""";

    private static Message message(String content) {
        return Message.builder()
                .id("m")
                .threadId("t")
                .resourceId("r")
                .role(Role.ASSISTANT)
                .type("v2")
                .content(Json.parse(content))
                .createdAt(Instant.EPOCH)
                .build();
    }

    @Test
    void anAnswerOfMastraIsReadPartByPart() {
        List<MessagePart> parts = message(ANSWER).parts();

        assertThat(parts)
                .extracting(part -> part.getClass().getSimpleName())
                .containsExactly(
                        "UnknownPart",
                        "ReasoningPart",
                        "ToolCall",
                        "ToolResult",
                        "ToolCall",
                        "TextPart",
                        "TextPart",
                        "UnknownPart");
        assertThat(parts.get(0))
                .isInstanceOfSatisfying(
                        UnknownPart.class, part -> assertThat(part.type()).contains("step-start"));
        assertThat(parts.get(1)).isInstanceOfSatisfying(ReasoningPart.class, part -> {
            assertThat(part.text()).isEqualTo("A date is needed.");
            assertThat(part.signature()).contains("s1");
        });
        assertThat(message(ANSWER).text()).isEqualTo("It arrives on\nDecember 1.");
        assertThat(new MessageContent(message(ANSWER).content()).metadata()).isEqualTo(Json.of(Map.of("lang", "en")));
    }

    @Test
    void aCallAndItsResultInOnePartAreTwo() {
        Message message = message(ANSWER);

        assertThat(message.toolCalls()).extracting(ToolCall::id).containsExactly("call-1", "call-2");
        assertThat(message.toolCalls()).extracting(ToolCall::name).containsExactly("orderStatus", "cancel");
        assertThat(message.toolCalls().get(0).arguments().text()).isEqualTo("{\"order\":17,\"exact\":1.0}");
        assertThat(message.toolResults()).singleElement().satisfies(result -> {
            assertThat(result.id()).isEqualTo("call-1");
            assertThat(result.name()).isEqualTo("orderStatus");
            assertThat(result.result()).isEqualTo(Json.of(Map.of("arrives", "2026-12-01")));
            assertThat(result.isError()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ANSWER,
                "{\"format\":2,\"parts\":[]}",
                "{\"format\":2,\"parts\":[1,\"x\",null,{\"no\":\"type\"},{\"type\":\"text\"},{\"type\":7}]}",
                "{\"parts\":[{\"type\":\"tool-call\",\"toolCallId\":\"a\",\"toolName\":\"n\",\"args\":[1.10]}],\"z\":1,\"format\":3}",
                "{\"format\":2,\"parts\":[{\"type\":\"tool-result\",\"toolCallId\":\"a\",\"toolName\":\"n\",\"result\":1,\"x\":0}]}",
                "{\"format\":2,\"parts\":[{\"type\":\"file\",\"mimeType\":\"a/b\",\"data\":\"AAEC\",\"experimental\":true}]}"
            })
    void rewritingChangesNothing(String content) {
        MessageContent read = new MessageContent(Json.parse(content));

        assertThat(read.toBuilder().build().text())
                .isEqualTo(Json.parse(content).canonical().text());
        assertThat(MessageContent.builder()
                        .parts(read.parts())
                        .build()
                        .path("parts")
                        .json())
                .isEqualTo(read.json().path("parts").json());
    }

    @Test
    void everyKindIsWrittenInFormatTwoAndReadBack() {
        Json content = MessageContent.builder()
                .text("See")
                .reasoning("hm")
                .part(ReasoningPart.of("deep", "sig"))
                .file("image/png", URI.create("s3://bucket/a.png"))
                .part(FilePart.of("text/plain", "AAEC", "a.txt"))
                .toolCall("c1", "look", Json.parse("{\"at\":1.10}"))
                .toolResult("c1", "look", Json.of("seen"))
                .toolError("c2", "look", Json.of("blind"))
                .part(new UnknownPart(Json.of(Map.of("type", "step-start"))))
                .metadata(Json.of(Map.of("k", 1)))
                .build();

        assertThat(content.text())
                .isEqualTo("{\"format\":2,\"metadata\":{\"k\":1},\"parts\":[{\"type\":\"text\",\"text\":\"See\"},"
                        + "{\"type\":\"reasoning\",\"reasoning\":\"hm\",\"details\":[{\"type\":\"text\",\"text\":\"hm\"}]},"
                        + "{\"type\":\"reasoning\",\"reasoning\":\"deep\",\"details\":"
                        + "[{\"type\":\"text\",\"text\":\"deep\",\"signature\":\"sig\"}]},"
                        + "{\"type\":\"file\",\"mimeType\":\"image/png\",\"data\":\"s3://bucket/a.png\"},"
                        + "{\"type\":\"file\",\"mimeType\":\"text/plain\",\"data\":\"AAEC\",\"filename\":\"a.txt\"},"
                        + "{\"type\":\"tool-invocation\",\"toolInvocation\":{\"state\":\"call\",\"toolCallId\":\"c1\","
                        + "\"toolName\":\"look\",\"args\":{\"at\":1.10}}},"
                        + "{\"type\":\"tool-result\",\"toolCallId\":\"c1\",\"toolName\":\"look\",\"result\":\"seen\"},"
                        + "{\"type\":\"tool-result\",\"toolCallId\":\"c2\",\"toolName\":\"look\",\"result\":\"blind\","
                        + "\"isError\":true},{\"type\":\"step-start\"}]}");
        MessageContent read = new MessageContent(content);
        assertThat(read.parts(FilePart.class))
                .satisfiesExactly(
                        image -> {
                            assertThat(image.mediaType()).contains("image/png");
                            assertThat(image.data()).isEqualTo("s3://bucket/a.png");
                            assertThat(image.isReference()).isTrue();
                            assertThat(image.filename()).isEmpty();
                        },
                        file -> {
                            assertThat(file.data()).isEqualTo("AAEC");
                            assertThat(file.isReference()).isFalse();
                            assertThat(file.filename()).contains("a.txt");
                        });
        assertThat(read.parts(ReasoningPart.class))
                .extracting(ReasoningPart::text)
                .containsExactly("hm", "deep");
        assertThat(read.parts(ToolCall.class)).containsExactly(ToolCall.of("c1", "look", Json.parse("{\"at\":1.10}")));
        assertThat(read.parts(ToolResult.class))
                .containsExactly(
                        ToolResult.of("c1", "look", Json.of("seen")), ToolResult.error("c2", "look", Json.of("blind")));
        assertThat(read.parts(ToolResult.class)).extracting(ToolResult::isError).containsExactly(false, true);
        assertThat(read.parts(ToolResult.class).get(1).result()).isEqualTo(Json.of("blind"));
    }

    @Test
    void twoResultsThatAreEqualAreBothWritten() {
        ToolResult result = ToolResult.of("c", "n", Json.NULL);

        assertThat(new MessageContent(MessageContent.builder()
                                .part(result)
                                .part(result)
                                .build())
                        .parts())
                .hasSize(2);
    }

    @Test
    void aToolThatFailedIsReadInEveryForm() {
        String invocation =
                "{\"parts\":[{\"type\":\"tool-invocation\",\"toolInvocation\":{\"toolCallId\":\"c\",\"toolName\":\"n\",%s}}]}";

        assertThat(message(invocation.formatted("\"state\":\"output-error\",\"errorText\":\"no\""))
                        .toolResults())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.isError()).isTrue();
                    assertThat(result.result()).isEqualTo(Json.of("no"));
                });
        assertThat(message(invocation.formatted("\"state\":\"result\",\"result\":\"no\",\"isError\":true"))
                        .toolResults())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.isError()).isTrue();
                    assertThat(result.result()).isEqualTo(Json.of("no"));
                });
        assertThat(message(invocation.formatted("\"state\":\"partial-call\"")).parts())
                .singleElement()
                .isInstanceOfSatisfying(
                        ToolCall.class, call -> assertThat(call.arguments()).isEqualTo(Json.EMPTY_OBJECT));
    }

    @Test
    void anImageIsAFile() {
        assertThat(new MessageContent(
                                Json.parse("{\"parts\":[{\"type\":\"image\",\"image\":\"data:image/gif;base64,AA\"},"
                                        + "{\"type\":\"file\",\"url\":\"https://example.org/a\",\"mediaType\":\"a/b\"},"
                                        + "{\"type\":\"image\",\"image\":{\"0\":1}}]}"))
                        .parts())
                .satisfiesExactly(
                        image -> assertThat(image).isInstanceOfSatisfying(FilePart.class, file -> {
                            assertThat(file.isReference()).isFalse();
                            assertThat(file.mediaType()).isEmpty();
                        }),
                        file -> assertThat(file).isInstanceOfSatisfying(FilePart.class, part -> {
                            assertThat(part.isReference()).isTrue();
                            assertThat(part.mediaType()).contains("a/b");
                        }),
                        other -> assertThat(other).isInstanceOf(UnknownPart.class));
    }

    @Test
    void textIsFoundInEveryFormThatContentHasHad() {
        assertThat(message("\"plain\"").text()).isEqualTo("plain");
        assertThat(message("\"plain\"").parts()).containsExactly(TextPart.of("plain"));
        assertThat(message("{\"content\":\"plain\"}").text()).isEqualTo("plain");
        assertThat(message("{\"content\":\"plain\"}").parts()).containsExactly(TextPart.of("plain"));
        assertThat(message("{\"content\":\"plain\",\"parts\":[{\"type\":\"step-start\"}]}")
                        .text())
                .isEqualTo("plain");
        assertThat(message("[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]")
                        .text())
                .isEqualTo("a\nb");
        assertThat(message("{\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}").text())
                .isEqualTo("a");
        for (String nothing : List.of("1", "null", "{}", "[]", "{\"parts\":7}", "{\"content\":{}}", "{\"parts\":{}}")) {
            assertThat(message(nothing).text()).isEmpty();
            assertThat(message(nothing).parts()).isEmpty();
        }
        assertThat(new MessageContent(Json.of("plain")).toBuilder().text("more").build())
                .isEqualTo(MessageContent.builder().text("plain").text("more").build());
    }

    @Test
    void whatIsNoPartOfAKindIsRefusedAsOne() {
        for (Supplier<MessagePart> part : List.<Supplier<MessagePart>>of(
                () -> new TextPart(Json.EMPTY_OBJECT),
                () -> new ReasoningPart(Json.EMPTY_OBJECT),
                () -> new FilePart(TextPart.of("x").json()),
                () -> new ToolCall(ToolResult.of("a", "b", Json.NULL).json()),
                () -> new ToolResult(ToolCall.of("a", "b", Json.NULL).json()))) {
            assertThatThrownBy(part::get)
                    .isInstanceOfSatisfying(
                            InvalidRequestException.class,
                            e -> assertThat(e.code()).isEqualTo("part-malformed"));
        }
        assertThatThrownBy(() -> MessageContent.builder().metadata(Json.NULL))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aNewMessageIsMadeOfParts() {
        NewMessage message = NewMessage.builder("t")
                .resourceId("r")
                .role(Role.TOOL)
                .parts(List.of(ToolResult.of("c", "n", Json.of(1))))
                .build();

        assertThat(message.content())
                .isEqualTo(MessageContent.builder()
                        .toolResult("c", "n", Json.of(1))
                        .build());
    }
}
