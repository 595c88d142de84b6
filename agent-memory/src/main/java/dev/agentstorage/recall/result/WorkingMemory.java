package dev.agentstorage.recall.result;

import dev.agentstorage.value.Version;
import java.util.Optional;

/**
 * The working memory of a resource or thread. Immutable.
 *
 * @param content the text, or the text of a JSON object; empty when none is stored
 * @param version the version of the resource or thread that holds it, for a conditional update; empty when that is not stored. It covers all
 *     content of the resource or thread, such as its metadata
 */
public record WorkingMemory(Optional<String> content, Optional<Version> version) {}
