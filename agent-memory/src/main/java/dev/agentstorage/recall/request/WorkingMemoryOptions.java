package dev.agentstorage.recall.request;

import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.util.Map;
import java.util.Optional;

/**
 * Options of working memory: a text or JSON object about a resource or thread that the agent maintains itself.
 *
 * @param scope where it is stored; {@link MemoryScope#RESOURCE} by default
 * @param template a text that shows the agent what to store, for example headings in Markdown; excludes a schema
 * @param schema a JSON schema (draft 2020-12 unless it names another) of the object. Updates are then merged into the stored object at
 *     every depth: {@code null} members are removed, objects are merged, other values replace. The result must match the schema. Without a
 *     schema, an update replaces the whole text
 * @param maxBytes maximum size of the content in bytes of UTF-8, 1 to 1,000,000; 16,384 by default
 */
public record WorkingMemoryOptions(MemoryScope scope, Optional<String> template, Optional<Json> schema, int maxBytes) {
    /** The defaults. */
    public static final WorkingMemoryOptions DEFAULT = new Builder().build();

    private static final int MOST = 1_000_000;

    /**
     * @param scope where it is stored
     * @param template a text that shows the agent what to store, for example headings in Markdown
     * @param schema a JSON schema (draft 2020-12 unless it names another) of the object
     * @param maxBytes maximum size of the content in bytes of UTF-8, 1 to 1,000,000
     * @throws InvalidRequestException {@code option-out-of-range}; {@code template-with-schema} when both are given
     */
    public WorkingMemoryOptions {
        Needed.notNull("scope", scope);
        Needed.notNull("template", template);
        Needed.notNull("schema", schema);
        Needed.between("maxBytes", 1, MOST, maxBytes);
        if (template.isPresent() && schema.isPresent()) {
            throw new InvalidRequestException(
                    "template-with-schema",
                    "working memory has a template or a schema, not both",
                    Map.of("field", "schema"));
        }
    }

    /**
     * Returns a builder with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a builder with the values of this object.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.scope = scope;
        copy.template = template;
        copy.schema = schema;
        copy.maxBytes = maxBytes;
        return copy;
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {
        private MemoryScope scope = MemoryScope.RESOURCE;
        private Optional<String> template = Optional.empty();
        private Optional<Json> schema = Optional.empty();
        private int maxBytes = 16_384;

        private Builder() {}

        /**
         * Sets where it is stored.
         *
         * @param scope where it is kept
         * @return this builder
         */
        public Builder scope(MemoryScope scope) {
            this.scope = scope;
            return this;
        }

        /**
         * Sets the template and clears the schema.
         *
         * @param template the text that shows an agent what to keep, for example headings in Markdown
         * @return this builder
         */
        public Builder template(String template) {
            this.template = Optional.of(Needed.notNull("template", template));
            schema = Optional.empty();
            return this;
        }

        /**
         * Sets the schema and clears the template.
         *
         * @param schema a JSON schema (draft 2020-12 unless it names another) of the object
         * @return this builder
         */
        public Builder schema(Json schema) {
            this.schema = Optional.of(Needed.notNull("schema", schema));
            template = Optional.empty();
            return this;
        }

        /**
         * Sets the maximum size of the content in bytes.
         *
         * @param maxBytes maximum size of the content in bytes of UTF-8, 1 to 1,000,000
         * @return this builder
         */
        public Builder maxBytes(int maxBytes) {
            this.maxBytes = maxBytes;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         * @throws InvalidRequestException {@code option-out-of-range}
         */
        public WorkingMemoryOptions build() {
            return new WorkingMemoryOptions(scope, template, schema, maxBytes);
        }
    }
}
