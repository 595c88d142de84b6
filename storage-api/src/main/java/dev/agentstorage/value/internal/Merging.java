package dev.agentstorage.value.internal;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.util.Optional;

/**
 * Merges patches into stored JSON, and rejects stored JSON that cannot be merged (rule {@code CORE-25}). Stateless and thread-safe. Not part of
 * the API.
 */
public final class Merging {
    private Merging() {}

    /**
     * Merges metadata one level deep.
     *
     * @param idField the name of the id in the details of the error
     * @param id the id of the entity
     * @throws InvalidRequestException {@code metadata-not-object} when the stored value is not a JSON object, {@code json-not-object} when the
     *     patch is not
     */
    public static Json metadata(String idField, String id, Json stored, Json patch) {
        if (!stored.isObject()) {
            throw new InvalidRequestException(
                    "metadata-not-object",
                    "stored metadata that is not a JSON object cannot be patched; save it as a whole, or clear it",
                    Details.of(idField, id, "kind", stored.kind()));
        }
        return stored.merge(patch);
    }

    /**
     * Merges the content of a message one level deep, its {@code metadata} one level deeper.
     *
     * @throws InvalidRequestException {@code content-not-object} when the stored value is not a JSON object, {@code json-not-object} when the
     *     patch is not
     */
    public static Json content(String messageId, Json stored, Json patch) {
        if (!stored.isObject()) {
            throw new InvalidRequestException(
                    "content-not-object",
                    "stored content that is not a JSON object cannot be patched; save the whole message",
                    Details.of("messageId", messageId, "kind", stored.kind()));
        }
        Json merged = stored.merge(patch);
        Optional<Json> before = stored.get("metadata").filter(Json::isObject);
        Optional<Json> change = patch.get("metadata").filter(Json::isObject);
        return before.isPresent() && change.isPresent()
                ? merged.with("metadata", before.get().merge(change.get()))
                : merged;
    }
}
