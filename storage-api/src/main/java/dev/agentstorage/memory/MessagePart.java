package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One part of a message's content. A part is a view of its stored JSON: unknown members, such as {@code providerMetadata}, are kept, and
 * writing a part again does not change it. Parts are equal when their JSON is equal.
 *
 * <p>The kinds are sealed, so that callers can test them with {@code instanceof}; a part of any other kind is an
 * {@link UnknownPart}. Create parts with the factories of the kinds, or with {@link MessageContent#builder()}. Immutable and thread-safe.
 */
public sealed interface MessagePart permits TextPart, ReasoningPart, FilePart, ToolCall, ToolResult, UnknownPart {
    /** {@return the stored part} */
    Json json();

    /**
     * Reads one stored part: as one of the kinds, or as a {@link ToolCall} and its {@link ToolResult} if they are stored together, as
     * Mastra does with type {@code tool-invocation}. A part of any other kind is an {@link UnknownPart}.
     *
     * @param part the stored part, a JSON object
     * @return the part, or the call and its result, which share their JSON; unmodifiable
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    static List<MessagePart> read(Json part) {
        Checks.notNull("part", part);
        List<MessagePart> read = new ArrayList<>(2);
        if (TextPart.fits(part)) {
            read.add(new TextPart(part));
        } else if (ReasoningPart.fits(part)) {
            read.add(new ReasoningPart(part));
        } else if (FilePart.fits(part)) {
            read.add(new FilePart(part));
        } else {
            if (ToolCall.fits(part)) {
                read.add(new ToolCall(part));
            }
            if (ToolResult.fits(part)) {
                read.add(new ToolResult(part));
            }
        }
        return read.isEmpty() ? List.of(new UnknownPart(part)) : List.copyOf(read);
    }
}
