package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One part of a message's content. A part is a view of its JSON, which it holds as it is stored: members that the view does not know,
 * such as {@code providerMetadata}, are kept, and a part that is written again is what it was. Parts are equal when their JSON is.
 *
 * <p>The kinds are closed, so that a caller can go through them with {@code instanceof}; whatever fits none of them is an
 * {@link UnknownPart}. New parts are made by the factories of the kinds, or by {@link MessageContent#builder()}. Immutable and
 * thread-safe.
 */
public sealed interface MessagePart permits TextPart, ReasoningPart, FilePart, ToolCall, ToolResult, UnknownPart {
    /** {@return the stored part} */
    Json json();

    /**
     * Reads one stored part: as one of the kinds, or as a {@link ToolCall} and its {@link ToolResult} where the two are stored together,
     * as Mastra does with type {@code tool-invocation}. What fits no kind is an {@link UnknownPart}.
     *
     * @param part the stored part, a JSON object
     * @return the part, or the call and then the result, which share their JSON; unmodifiable
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
