package dev.agentstorage.recall.result;

import dev.agentstorage.value.Version;
import java.util.Optional;

/**
 * The working memory of a resource or thread. Immutable.
 *
 * @param content the text, or the text of a JSON object; empty when nothing was stored
 * @param version of what it is stored in, for an update that expects it; empty when the resource is not stored. The metadata and title count for the version,
 *     too
 */
public record WorkingMemory(Optional<String> content, Optional<Version> version) {}
