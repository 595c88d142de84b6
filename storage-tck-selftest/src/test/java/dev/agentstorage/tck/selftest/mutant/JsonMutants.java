package dev.agentstorage.tck.selftest.mutant;

import dev.agentstorage.agent.AgentDefinition;
import dev.agentstorage.agent.AgentPatch;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.memory.ConversationThread;
import dev.agentstorage.memory.Message;
import dev.agentstorage.memory.MessagePatch;
import dev.agentstorage.memory.NewMessage;
import dev.agentstorage.memory.Resource;
import dev.agentstorage.memory.ThreadQuery;
import dev.agentstorage.observability.Span;
import dev.agentstorage.spi.AgentRecordBackend;
import dev.agentstorage.spi.MessageBackend;
import dev.agentstorage.spi.ObservabilityBackend;
import dev.agentstorage.spi.ResourceBackend;
import dev.agentstorage.spi.Scope;
import dev.agentstorage.spi.ThreadBackend;
import dev.agentstorage.spi.Window;
import dev.agentstorage.spi.WorkflowBackend;
import dev.agentstorage.spi.support.ForwardingAgentRecordBackend;
import dev.agentstorage.spi.support.ForwardingMessageBackend;
import dev.agentstorage.spi.support.ForwardingObservabilityBackend;
import dev.agentstorage.spi.support.ForwardingResourceBackend;
import dev.agentstorage.spi.support.ForwardingStorageBackend;
import dev.agentstorage.spi.support.ForwardingThreadBackend;
import dev.agentstorage.spi.support.ForwardingWorkflowBackend;
import dev.agentstorage.value.Json;
import dev.agentstorage.value.JsonKind;
import dev.agentstorage.value.Version;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What a backend may get wrong in JSON: the cost of filters, repeated names, and values that are not a JSON object. */
final class JsonMutants {
    private JsonMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.ofThreads(
                        "compares-without-a-bound", "CORE-23", backend -> new OwnFilter(backend, Long.MAX_VALUE)),
                Mutant.ofThreads("compares-every-pair", "CORE-23", backend -> new OwnFilter(backend, 10_000_000)),
                Mutant.ofMessages("parses-text-in-content", "CORE-25", ParsesText::new),
                Mutant.ofMessages("patches-text-by-replacing-it", "CORE-25", ReplacesText::new),
                Mutant.ofMessages("patches-before-it-refuses", "CORE-25", PatchesOneByOne::new),
                Mutant.ofResources("takes-metadata-for-an-object", "CORE-25", WrapsMetadata::new),
                Mutant.ofThreads("finds-words-in-metadata", "CORE-25", FindsWords::new),
                Mutant.ofObservability("drops-scopes-that-are-text", "CORE-25", DropsScopes::new),
                Mutant.ofAgentRecords("replaces-metadata-that-is-text", "CORE-25", ReplacesMetadata::new),
                Mutant.ofMessages("forgets-the-last-of-two-members", "CORE-24", KeepsTheFirst::new),
                new Mutant("heals-snapshots-too-early", "CORE-24", backend -> new ForwardingStorageBackend(backend) {
                    @Override
                    public Optional<WorkflowBackend> workflows() {
                        return super.workflows().map(HealsTooEarly::new);
                    }
                }));
    }

    /** Compares each element of a filter with each element of a stored array. */
    private static final class OwnFilter extends ForwardingThreadBackend {
        private final long most;

        OwnFilter(ThreadBackend real, long most) {
            super(real);
            this.most = most;
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            if (query.metadata().isEmpty()) {
                return delegate().list(query, window);
            }
            Json filter = query.metadata().get();
            AtomicLong comparisons = new AtomicLong();
            ThreadQuery others = query.toBuilder().clearMetadata().build();
            return delegate().list(others, Window.everything()).stream()
                    .filter(thread -> contains(thread.metadata(), filter, comparisons))
                    .limit(window.limit())
                    .toList();
        }

        private boolean contains(Json whole, Json part, AtomicLong comparisons) {
            if (whole.kind() == JsonKind.OBJECT && part.kind() == JsonKind.OBJECT) {
                return part.members().entrySet().stream()
                        .allMatch(member -> whole.get(member.getKey())
                                .filter(found -> contains(found, member.getValue(), comparisons))
                                .isPresent());
            }
            if (whole.kind() == JsonKind.ARRAY && part.kind() == JsonKind.ARRAY) {
                List<Json> elements = whole.elements();
                return part.elements().stream()
                        .allMatch(wanted -> elements.stream().anyMatch(element -> {
                            if (comparisons.incrementAndGet() > most) {
                                throw new TooLargeException(
                                        "filter-too-costly", "too many comparisons", "comparisons", most, most, "");
                            }
                            return contains(element, wanted, comparisons);
                        }));
            }
            return whole.equals(part);
        }
    }

    /** Merges patches into the first of several members of one name. */
    private static final class KeepsTheFirst extends ForwardingMessageBackend {
        KeepsTheFirst(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            for (MessagePatch patch : patches) {
                for (Message stored : delegate().get(List.of(patch.id()))) {
                    String text = stored.content().text();
                    if (!stored.content().canonical().text().equals(text)) {
                        Json first = Json.parse(text.replace("\"n\":2", "\"n\":1"));
                        delegate()
                                .update(
                                        scope,
                                        List.of(MessagePatch.builder(stored.id())
                                                .content(first)
                                                .build()),
                                        now);
                    }
                }
            }
            return delegate().update(scope, patches, now);
        }
    }

    /** Stores a string that is the text of JSON as that JSON. */
    private static final class ParsesText extends ForwardingMessageBackend {
        ParsesText(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> save(Scope scope, List<NewMessage> messages, Instant now) {
            return delegate()
                    .save(
                            scope,
                            messages.stream()
                                    .map(message -> withContent(message, parsed(message.content())))
                                    .toList(),
                            now);
        }

        private static Json parsed(Json content) {
            try {
                return content.string().map(Json::parse).orElse(content);
            } catch (InvalidRequestException e) {
                return content;
            }
        }
    }

    private static NewMessage withContent(NewMessage message, Json content) {
        return message.toBuilder().content(content).build();
    }

    /** Lets a patch take the place of content that is not a JSON object. */
    private static final class ReplacesText extends ForwardingMessageBackend {
        ReplacesText(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            for (MessagePatch patch : patches) {
                for (Message stored : delegate().get(List.of(patch.id()))) {
                    if (patch.content().isPresent() && !stored.content().isObject()) {
                        delegate().save(scope, List.of(withContent(stored.toNew(), Json.EMPTY_OBJECT)), now);
                    }
                }
            }
            return delegate().update(scope, patches, now);
        }
    }

    /** Has changed the messages before the one that it refuses to change. */
    private static final class PatchesOneByOne extends ForwardingMessageBackend {
        PatchesOneByOne(MessageBackend real) {
            super(real);
        }

        @Override
        public List<Message> update(Scope scope, List<MessagePatch> patches, Instant now) {
            List<Message> changed = new ArrayList<>();
            for (MessagePatch patch : patches) {
                changed.addAll(delegate().update(scope, List.of(patch), now));
            }
            return changed;
        }
    }

    /** Makes an object of metadata that is none. */
    private static final class WrapsMetadata extends ForwardingResourceBackend {
        WrapsMetadata(ResourceBackend real) {
            super(real);
        }

        @Override
        public Resource save(Resource resource, Optional<Version> expected) {
            Json metadata = resource.metadata();
            return delegate()
                    .save(
                            metadata.isObject()
                                    ? resource
                                    : resource.toBuilder()
                                            .metadata(Json.of(Map.of("value", metadata)))
                                            .build(),
                            expected);
        }
    }

    /** Takes metadata that is text for found when it contains the filter's names. */
    private static final class FindsWords extends ForwardingThreadBackend {
        FindsWords(ThreadBackend real) {
            super(real);
        }

        @Override
        public List<ConversationThread> list(ThreadQuery query, Window window) {
            if (query.metadata().isEmpty()) {
                return delegate().list(query, window);
            }
            ThreadQuery others = query.toBuilder().clearMetadata().build();
            return delegate().list(others, Window.everything()).stream()
                    .filter(thread -> thread.metadata().isObject()
                            ? query.matches(thread)
                            : query.metadata().get().members().keySet().stream()
                                    .allMatch(thread.metadata().text()::contains))
                    .limit(window.limit())
                    .toList();
        }
    }

    private static final class DropsScopes extends ForwardingObservabilityBackend {
        DropsScopes(ObservabilityBackend real) {
            super(real);
        }

        @Override
        public Span saveSpan(Span span) {
            return delegate()
                    .saveSpan(
                            span.scope().isObject()
                                    ? span
                                    : span.toBuilder().scope(Json.EMPTY_OBJECT).build());
        }
    }

    /** Lets a patch take the place of metadata that is not a JSON object. */
    private static final class ReplacesMetadata extends ForwardingAgentRecordBackend {
        ReplacesMetadata(AgentRecordBackend real) {
            super(real);
        }

        @Override
        public AgentDefinition update(String id, AgentPatch patch, Optional<Version> expected, Instant now) {
            if (patch.metadata().value().isPresent()
                    && !delegate().get(id).orElseThrow().metadata().isObject()) {
                delegate().update(id, AgentPatch.builder().clearMetadata().build(), expected, now);
            }
            return delegate().update(id, patch, expected, now);
        }
    }

    private static final class HealsTooEarly extends ForwardingWorkflowBackend {
        HealsTooEarly(WorkflowBackend real) {
            super(real);
        }

        @Override
        public WorkflowRun save(NewWorkflowRun request, Optional<Version> expected, Instant now) {
            Json healed = request.snapshot().json().canonical();
            NewWorkflowRun changed =
                    request.toBuilder().snapshot(new WorkflowSnapshot(healed)).build();
            return delegate().save(changed, expected, now);
        }
    }
}
