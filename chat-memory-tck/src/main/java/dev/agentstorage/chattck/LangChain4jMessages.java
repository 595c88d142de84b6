package dev.agentstorage.chattck;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;

/** The messages of LangChain4j. Immutable. */
final class LangChain4jMessages implements Messages<ChatMessage> {
    private static final String BASE64 = "AAEC/w==";
    private static final String ARGUMENTS = "{ \"city\" : \"Z\u00FCrich\",\n  \"days\" : 1.0 }";
    private static final ToolExecutionRequest REQUEST = request("call-1", ARGUMENTS);

    private final String framework;

    LangChain4jMessages(String framework) {
        this.framework = framework;
    }

    @Override
    public String framework() {
        return framework;
    }

    @Override
    public ChatMessage user(String text) {
        return UserMessage.from(text);
    }

    @Override
    public ChatMessage assistant(String text) {
        return AiMessage.from(text);
    }

    @Override
    public String text(ChatMessage message) {
        if (message instanceof UserMessage user) {
            return user.hasSingleText() ? user.singleText() : "";
        }
        return message instanceof AiMessage ai ? Optional.ofNullable(ai.text()).orElse("") : "";
    }

    @Override
    public String type(ChatMessage message) {
        return message.type().toString();
    }

    @Override
    public Map<String, Object> typedIds() {
        SplittableRandom random = new SplittableRandom();
        Map<String, Object> ids = new LinkedHashMap<>();
        ids.put("String", UUID.randomUUID().toString());
        ids.put("Integer", random.nextInt(1_000_000, Integer.MAX_VALUE));
        ids.put("Long", random.nextLong(1L << 40, Long.MAX_VALUE));
        ids.put("UUID", UUID.randomUUID());
        ids.put("a record", new UserAndTopic(random.nextInt(1_000_000, Integer.MAX_VALUE), "orders"));
        return ids;
    }

    private record UserAndTopic(int user, String topic) {}

    @Override
    public Map<Property, List<Sample<ChatMessage>>> samples() {
        Map<Property, List<Sample<ChatMessage>>> samples = new LinkedHashMap<>();
        samples.put(Property.MESSAGE_TYPES, types());
        samples.put(Property.TOOL_CALLS, toolCalls());
        samples.put(Property.TOOL_RESULTS, toolResults());
        samples.put(Property.MEDIA, media());
        samples.put(Property.METADATA, metadata());
        return samples;
    }

    private List<Sample<ChatMessage>> types() {
        return List.of(
                type("system", List.of(), SystemMessage.from("Be brief.")),
                type("user", List.of(), UserMessage.from("Hello")),
                type("assistant", beforeAnswer(), AiMessage.from("Hi")),
                type("assistant with a tool call", beforeAnswer(), AiMessage.from(REQUEST)),
                type("tool result", beforeResult(), ToolExecutionResultMessage.from(REQUEST, "sunny")),
                type("custom", List.of(), CustomMessage.from(Map.of("kind", "note"))));
    }

    private static Sample<ChatMessage> type(String name, List<ChatMessage> before, ChatMessage message) {
        return new Sample<>(name, before, message, read -> Optional.of(read.type()));
    }

    private List<Sample<ChatMessage>> toolCalls() {
        AiMessage one = AiMessage.from(REQUEST);
        AiMessage broken = AiMessage.from(request("call-1", "{\"city\": "));
        AiMessage large = AiMessage.from(request("call-1", "{\"text\":\"" + "x".repeat(100_000) + "\"}"));
        AiMessage withoutId = AiMessage.from(
                ToolExecutionRequest.builder().name("weather").arguments("{}").build());
        AiMessage two = AiMessage.from("Let me look.", List.of(REQUEST, request("call-2", "{}")));
        return List.of(
                call("id", one, ToolExecutionRequest::id),
                call("name", one, ToolExecutionRequest::name),
                call("arguments with blanks, a line end and 1.0", one, ToolExecutionRequest::arguments),
                call("arguments that are not JSON", broken, ToolExecutionRequest::arguments),
                call("arguments of 100,000 characters", large, ToolExecutionRequest::arguments),
                call("a call without an id", withoutId, request -> request),
                new Sample<>(
                        "order of two calls",
                        beforeAnswer(),
                        two,
                        read -> Optional.of(ai(read).toolExecutionRequests().stream()
                                .map(request -> String.valueOf(request.id()))
                                .toList())),
                new Sample<>("text with a call", beforeAnswer(), two, read -> Optional.ofNullable(ai(read).text())));
    }

    private Sample<ChatMessage> call(String name, AiMessage message, Function<ToolExecutionRequest, Object> part) {
        return new Sample<>(
                name,
                beforeAnswer(),
                message,
                read -> ai(read).toolExecutionRequests().stream().findFirst().map(part));
    }

    private List<Sample<ChatMessage>> toolResults() {
        ToolExecutionResultMessage result = ToolExecutionResultMessage.from(REQUEST, " {\"sky\": \"sunny \u2600\"}\n");
        ToolExecutionResultMessage failed = ToolExecutionResultMessage.builder()
                .id("call-1")
                .toolName("weather")
                .text("no such city")
                .isError(true)
                .build();
        ToolExecutionResultMessage picture = ToolExecutionResultMessage.builder()
                .id("call-1")
                .toolName("weather")
                .contents(TextContent.from("a map"), ImageContent.from(BASE64, "image/png"))
                .build();
        return List.of(
                result("id", result, read -> Optional.ofNullable(read.id())),
                result("name", result, read -> Optional.ofNullable(read.toolName())),
                result("text", result, read -> Optional.ofNullable(read.text())),
                result("mark of an error", failed, read -> Optional.ofNullable(read.isError())),
                result("contents with an image", picture, read -> Optional.of(read.contents())));
    }

    private Sample<ChatMessage> result(
            String name, ToolExecutionResultMessage message, Function<ToolExecutionResultMessage, Optional<?>> part) {
        return new Sample<>(name, beforeResult(), message, read -> part.apply((ToolExecutionResultMessage) read));
    }

    private List<Sample<ChatMessage>> media() {
        Image drawn = Image.builder().base64Data(BASE64).mimeType("image/png").build();
        AiMessage answer = AiMessage.builder()
                .text("Here it is.")
                .attributes(Map.of(AiMessage.GENERATED_IMAGES_KEY, List.of(drawn)))
                .build();
        return List.of(
                content("image by address", ImageContent.from("https://example.org/a.png")),
                content(
                        "image by content, with level of detail",
                        ImageContent.from(BASE64, "image/png", ImageContent.DetailLevel.HIGH)),
                content("audio", AudioContent.from(BASE64, "audio/wav")),
                content("video", VideoContent.from("https://example.org/a.mp4")),
                content("PDF", PdfFileContent.from(BASE64, "application/pdf")),
                content(
                        "text and image, in order",
                        TextContent.from("What is this?"),
                        ImageContent.from(BASE64, "image/png")),
                new Sample<>(
                        "image that a model made", beforeAnswer(), answer, read -> Optional.of(ai(read).images())));
    }

    private static Sample<ChatMessage> content(String name, Content... contents) {
        return new Sample<>(
                name, List.of(), UserMessage.from(contents), read -> Optional.of(((UserMessage) read).contents()));
    }

    private List<Sample<ChatMessage>> metadata() {
        UserMessage named = UserMessage.from("Ada", "Hello");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "value");
        values.put("integer", 7);
        values.put("long", 7L);
        values.put("double", 0.5);
        values.put("boolean", true);
        values.put("list", List.of("a", "b"));
        values.put("map", Map.of("a", Map.of("b", 1)));
        UserMessage user = UserMessage.builder()
                .addContent(TextContent.from("Hello"))
                .attributes(values)
                .build();
        AiMessage ai = AiMessage.builder()
                .text("Hi")
                .thinking("The user greets.")
                .attributes(Map.of("text", "value"))
                .build();
        ToolExecutionResultMessage result = ToolExecutionResultMessage.builder()
                .id("call-1")
                .toolName("weather")
                .text("sunny")
                .attributes(Map.of("text", "value"))
                .build();
        List<Sample<ChatMessage>> samples = new ArrayList<>();
        samples.add(new Sample<>(
                "name of a user", List.of(), named, read -> Optional.ofNullable(((UserMessage) read).name())));
        for (String key : values.keySet()) {
            samples.add(new Sample<>(
                    key + " in a user's message",
                    List.of(),
                    user,
                    read -> Optional.ofNullable(
                            ((UserMessage) read).attributes().get(key))));
        }
        samples.add(new Sample<>(
                "thinking of an assistant", beforeAnswer(), ai, read -> Optional.ofNullable(ai(read).thinking())));
        samples.add(new Sample<>(
                "text in an assistant's message",
                beforeAnswer(),
                ai,
                read -> Optional.ofNullable(ai(read).attributes().get("text"))));
        samples.add(result(
                "text in a tool result",
                result,
                read -> Optional.ofNullable(read.attributes().get("text"))));
        samples.add(new Sample<>(
                "text in a custom message",
                List.of(),
                CustomMessage.from(Map.of("text", "value")),
                read -> Optional.ofNullable(((CustomMessage) read).attributes().get("text"))));
        return samples;
    }

    private static AiMessage ai(ChatMessage message) {
        return (AiMessage) message;
    }

    private static ToolExecutionRequest request(String id, String arguments) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name("weather")
                .arguments(arguments)
                .build();
    }

    private static List<ChatMessage> beforeAnswer() {
        return List.of(UserMessage.from("How is the weather?"));
    }

    private static List<ChatMessage> beforeResult() {
        return List.of(UserMessage.from("How is the weather?"), AiMessage.from(REQUEST));
    }
}
