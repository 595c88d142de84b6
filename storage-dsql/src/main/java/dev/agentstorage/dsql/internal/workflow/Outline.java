package dev.agentstorage.dsql.internal.workflow;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import dev.agentstorage.workflow.WorkflowSnapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The outline of a large snapshot: a small snapshot in its row, with the same run and status, an empty context, and an additional member
 * with the generation of the chunks. Other programs may read it, change it, and write it back. Stateless and thread-safe.
 */
final class Outline {
    private static final String GENERATION = "snapshotInChunks";

    /** The members that other programs extend; they replace all other members as a whole. */
    private static final List<String> GROWING = List.of("context", "requestContext");

    private Outline() {}

    /** Returns the outline of a snapshot. */
    static String of(String runId, Optional<String> status, String generation, Instant now) {
        WorkflowSnapshot outline = WorkflowSnapshot.initial(runId, now);
        if (status.isPresent()) {
            outline = outline.with("status", Json.of(status.get()));
        }
        return outline.with(WorkflowSnapshot.RESERVED_MEMBER, Json.of(Map.of(GENERATION, generation)))
                .json()
                .text();
    }

    /** Returns the generation in the text of a row: empty if it is not an outline, an empty string if the outline has no generation. */
    static Optional<String> generation(String text) {
        if (!text.contains(WorkflowSnapshot.RESERVED_MEMBER)) {
            return Optional.empty();
        }
        try {
            return Json.parse(text)
                    .get(WorkflowSnapshot.RESERVED_MEMBER)
                    .map(member -> member.path(GENERATION).string().orElse(""));
        } catch (InvalidRequestException e) {
            // callers that read the snapshot get an error
            return Optional.empty();
        }
    }

    /** Returns an outline that another program has changed, without the additional member. */
    static Json withoutMember(Json changed) {
        Map<String, Json> members = new LinkedHashMap<>(changed.members());
        members.remove(WorkflowSnapshot.RESERVED_MEMBER);
        return Json.of(members);
    }

    /**
     * Applies the changes that another program made to an outline to the whole snapshot. Members that are the same as in the original outline
     * keep their values in the snapshot.
     *
     * @param snapshot the snapshot of the chunks
     * @param changed the text of the row
     * @param manifest where the chunks are, with the hash of the outline
     */
    static Json laidOver(WorkflowSnapshot snapshot, String runId, Json changed, Manifest manifest) {
        Json outline = outline(snapshot, runId, changed, manifest);
        Map<String, Json> members = new LinkedHashMap<>(snapshot.json().members());
        changed.members().forEach((name, value) -> {
            Json below = members.get(name);
            if (name.equals(WorkflowSnapshot.RESERVED_MEMBER)
                    || outline.get(name).equals(Optional.of(value))) {
                return;
            }
            if (GROWING.contains(name) && value.isObject() && below != null && below.isObject()) {
                Map<String, Json> grown = new LinkedHashMap<>(below.members());
                grown.putAll(value.members());
                members.put(name, Json.of(grown));
            } else {
                members.put(name, value);
            }
        });
        return Json.of(members);
    }

    /** Returns the original outline. Its time is not stored; the hash shows whether it is the time in the changed text. */
    private static Json outline(WorkflowSnapshot snapshot, String runId, Json changed, Manifest manifest) {
        OptionalLong time = time(changed);
        String outline = of(
                runId, Body.status(snapshot), manifest.generation(), Instant.ofEpochMilli(time.orElse(Long.MIN_VALUE)));
        if (time.isPresent() && Manifest.hash(outline).equals(manifest.outline())) {
            return Json.parse(outline);
        }
        Map<String, Json> others = new LinkedHashMap<>(Json.parse(outline).members());
        others.remove("timestamp");
        return Json.of(others);
    }

    private static OptionalLong time(Json changed) {
        Object time = changed.get("timestamp").map(Json::toJava).orElse(null);
        return time instanceof Integer || time instanceof Long
                ? OptionalLong.of(((Number) time).longValue())
                : OptionalLong.empty();
    }
}
