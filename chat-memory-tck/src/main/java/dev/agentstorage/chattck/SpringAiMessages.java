package dev.agentstorage.chattck;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;
import org.springframework.util.MimeType;

/** The messages of Spring AI. Immutable. */
final class SpringAiMessages implements Messages<Message> {
    private static final MimeType PNG = new MimeType("image", "png");
    private static final String ARGUMENTS = "{ \"city\" : \"Z\u00FCrich\",\n  \"days\" : 1.0 }";
    private static final ToolCall CALL = new ToolCall("call-1", "function", "weather", ARGUMENTS);

    private final String framework;

    SpringAiMessages(String framework) {
        this.framework = framework;
    }

    @Override
    public String framework() {
        return framework;
    }

    @Override
    public Message user(String text) {
        return new UserMessage(text);
    }

    @Override
    public Message assistant(String text) {
        return new AssistantMessage(text);
    }

    @Override
    public String text(Message message) {
        return Optional.ofNullable(message.getText()).orElse("");
    }

    @Override
    public String type(Message message) {
        return message.getMessageType().toString();
    }

    @Override
    public Map<String, Object> typedIds() {
        return Map.of();
    }

    @Override
    public Map<Property, List<Sample<Message>>> samples() {
        Map<Property, List<Sample<Message>>> samples = new LinkedHashMap<>();
        samples.put(Property.MESSAGE_TYPES, types());
        samples.put(Property.TOOL_CALLS, toolCalls());
        samples.put(Property.TOOL_RESULTS, toolResults());
        samples.put(Property.MEDIA, media());
        samples.put(Property.METADATA, metadata());
        return samples;
    }

    private static List<Sample<Message>> types() {
        return List.of(
                type("system", List.of(), new SystemMessage("Be brief.")),
                type("user", List.of(), new UserMessage("Hello")),
                type("assistant", beforeAnswer(), new AssistantMessage("Hi")),
                type("assistant with a tool call", beforeAnswer(), calls("", CALL)),
                type("tool result", beforeResult(), results(new ToolResponse("call-1", "weather", "sunny"))));
    }

    private static Sample<Message> type(String name, List<Message> before, Message message) {
        return new Sample<>(name, before, message, read -> Optional.of(read.getMessageType()));
    }

    private static List<Sample<Message>> toolCalls() {
        Message one = calls("", CALL);
        Message broken = calls("", new ToolCall("call-1", "function", "weather", "{\"city\": "));
        Message large =
                calls("", new ToolCall("call-1", "function", "weather", "{\"text\":\"" + "x".repeat(100_000) + "\"}"));
        Message two = calls("Let me look.", CALL, new ToolCall("call-2", "function", "weather", "{}"));
        return List.of(
                call("id", one, ToolCall::id),
                call("type", one, ToolCall::type),
                call("name", one, ToolCall::name),
                call("arguments with blanks, a line end and 1.0", one, ToolCall::arguments),
                call("arguments that are not JSON", broken, ToolCall::arguments),
                call("arguments of 100,000 characters", large, ToolCall::arguments),
                new Sample<>(
                        "order of two calls",
                        beforeAnswer(),
                        two,
                        read -> Optional.of(assistant(read).getToolCalls().stream()
                                .map(ToolCall::id)
                                .toList())),
                new Sample<>("text with a call", beforeAnswer(), two, read -> Optional.ofNullable(read.getText())));
    }

    private static Sample<Message> call(String name, Message message, Function<ToolCall, Object> part) {
        return new Sample<>(
                name,
                beforeAnswer(),
                message,
                read -> assistant(read).getToolCalls().stream().findFirst().map(part));
    }

    private static List<Sample<Message>> toolResults() {
        Message one = results(new ToolResponse("call-1", "weather", " {\"sky\": \"sunny \u2600\"}\n"));
        Message two =
                results(new ToolResponse("call-1", "weather", "sunny"), new ToolResponse("call-2", "weather", "rainy"));
        return List.of(
                result("id", one, ToolResponse::id),
                result("name", one, ToolResponse::name),
                result("text", one, ToolResponse::responseData),
                new Sample<>(
                        "two results in one message",
                        beforeResult(),
                        two,
                        read -> Optional.of(
                                ((ToolResponseMessage) read).getResponses().size())));
    }

    private static Sample<Message> result(String name, Message message, Function<ToolResponse, Object> part) {
        return new Sample<>(
                name,
                beforeResult(),
                message,
                read -> ((ToolResponseMessage) read)
                        .getResponses().stream().findFirst().map(part));
    }

    private static List<Sample<Message>> media() {
        byte[] bytes = {0, 1, 2, -1};
        Media inline = Media.builder()
                .mimeType(PNG)
                .data(bytes)
                .id("media-1")
                .name("a-picture")
                .build();
        Media linked = Media.builder()
                .mimeType(PNG)
                .data(URI.create("https://example.org/a.png"))
                .build();
        Media sound = Media.builder()
                .mimeType(new MimeType("audio", "wav"))
                .data(bytes)
                .build();
        Message answer = AssistantMessage.builder()
                .content("Here it is.")
                .media(List.of(inline))
                .build();
        return List.of(
                medium("image by address", linked, media -> data(media.getData())),
                medium("image by content", inline, media -> data(media.getData())),
                medium("type of an image", inline, media -> media.getMimeType().toString()),
                medium("id of an image", inline, media -> String.valueOf(media.getId())),
                medium("name of an image", inline, Media::getName),
                medium("audio", sound, media -> data(media.getData())),
                new Sample<>(
                        "image that a model made",
                        beforeAnswer(),
                        answer,
                        read -> firstMedium(read).map(media -> data(media.getData()))));
    }

    private static Sample<Message> medium(String name, Media medium, Function<Media, Object> part) {
        Message message =
                UserMessage.builder().text("What is this?").media(medium).build();
        return new Sample<>(name, List.of(), message, read -> firstMedium(read).map(part));
    }

    private static Optional<Media> firstMedium(Message message) {
        return message instanceof MediaContent content
                ? content.getMedia().stream().findFirst()
                : Optional.empty();
    }

    private static String data(Object data) {
        return data instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : data.toString();
    }

    private static List<Sample<Message>> metadata() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "value");
        values.put("integer", 7);
        values.put("long", 7L);
        values.put("double", 0.5);
        values.put("boolean", true);
        values.put("list", List.of("a", "b"));
        values.put("map", Map.of("a", Map.of("b", 1)));
        List<Sample<Message>> samples = new ArrayList<>();
        Message user = UserMessage.builder().text("Hello").metadata(values).build();
        for (String key : values.keySet()) {
            samples.add(value(key + " in a user's message", List.of(), user, key));
        }
        samples.add(value(
                "text in a system message",
                List.of(),
                SystemMessage.builder()
                        .text("Be brief.")
                        .metadata(Map.of("text", "value"))
                        .build(),
                "text"));
        samples.add(value(
                "text in an assistant's message",
                beforeAnswer(),
                AssistantMessage.builder()
                        .content("Hi")
                        .properties(Map.of("text", "value"))
                        .build(),
                "text"));
        samples.add(value(
                "text in a tool result",
                beforeResult(),
                ToolResponseMessage.builder()
                        .responses(List.of(new ToolResponse("call-1", "weather", "sunny")))
                        .metadata(Map.of("text", "value"))
                        .build(),
                "text"));
        return samples;
    }

    private static Sample<Message> value(String name, List<Message> before, Message message, String key) {
        return new Sample<>(
                name,
                before,
                message,
                read -> Optional.ofNullable(read.getMetadata().get(key)));
    }

    private static AssistantMessage assistant(Message message) {
        return (AssistantMessage) message;
    }

    private static Message calls(String text, ToolCall... calls) {
        return AssistantMessage.builder()
                .content(text)
                .toolCalls(List.of(calls))
                .build();
    }

    private static Message results(ToolResponse... results) {
        return ToolResponseMessage.builder().responses(List.of(results)).build();
    }

    private static List<Message> beforeAnswer() {
        return List.of(new UserMessage("How is the weather?"));
    }

    private static List<Message> beforeResult() {
        return List.of(new UserMessage("How is the weather?"), calls("", CALL));
    }
}
