package dev.agentstorage.examples;

import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessageContent;
import dev.agentstorage.memory.MessageQuery;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Role;
import dev.agentstorage.memory.ToolCall;
import dev.agentstorage.memory.ToolResult;
import dev.agentstorage.store.MemoryStore;
import dev.agentstorage.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A turn in which a model calls a tool, for docs/EXAMPLES.md. */
public final class ToolCalls {
    private ToolCalls() {}

    /**
     * Remembers the turn and reads it back.
     *
     * @return the calls and the results, one after the other
     */
    public static List<String> remember(MemoryStore memory, ConversationThread thread) {
        List<String> seen = new ArrayList<>();
        // spotless:off
        // TOOLS begin
        memory.saveMessages(List.of(
                NewMessage.user(thread.id(), "Where are my orders 17 and 18?"),
                NewMessage.builder(thread.id())
                        .role(Role.ASSISTANT)
                        .content(MessageContent.builder()
                                .text("Let me look.")
                                .toolCall("call-1", "findOrder", Json.of(Map.of("order", 17)))
                                .toolCall("call-2", "findOrder", Json.of(Map.of("order", 18)))
                                .build())
                        .build(),
                NewMessage.tool(thread.id(), ToolResult.of("call-1", "findOrder", Json.of("on its way"))),
                NewMessage.tool(thread.id(), ToolResult.error("call-2", "findOrder", Json.of("no such order"))),
                NewMessage.assistant(thread.id(), "17 is on its way; there is no order 18.")));
        for (Message message : memory.listMessages(MessageQuery.ofThread(thread.id())).toList()) {
            for (ToolCall call : message.toolCalls()) {
                seen.add(call.name() + " " + call.arguments());
            }
            for (ToolResult result : message.toolResults()) {
                seen.add(result.id() + (result.isError() ? " failed: " : ": ") + result.result());
            }
        }
        // TOOLS end
        // spotless:on
        return seen;
    }
}
