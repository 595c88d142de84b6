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
 * The small snapshot that is in the row of a large one: of the same run and status, with nothing in its context, and with one member
 * that names the generation of the chunks. Other programs read it, change it, and write it back. Stateless and thread-safe.
 */
final class Outline {
    private static final String GENERATION = "snapshotInChunks";

    /** Where another program adds what it knows to what it read; every other member it sets as a whole. */
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

    /** Returns the generation that a text of a row names: empty when it is no outline, an empty text when it names none. */
    static Optional<String> generation(String text) {
        if (!text.contains(WorkflowSnapshot.RESERVED_MEMBER)) {
            return Optional.empty();
        }
        try {
            return Json.parse(text)
                    .get(WorkflowSnapshot.RESERVED_MEMBER)
                    .map(member -> member.path(GENERATION).string().orElse(""));
        } catch (InvalidRequestException e) {
            // a caller that wants the snapshot gets an error
            return Optional.empty();
        }
    }

    /** Returns what another program made of an outline, without our member. */
    static Json withoutMember(Json changed) {
        Map<String, Json> members = new LinkedHashMap<>(changed.members());
        members.remove(WorkflowSnapshot.RESERVED_MEMBER);
        return Json.of(members);
    }

    /**
     * Lays what another program made of an outline over the snapshot, which that program never saw: what it left as the outline has it
     * says nothing.
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

    /** Returns the outline that the other program saw; of its time only the hash is known, and whether that of the text is it. */
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
