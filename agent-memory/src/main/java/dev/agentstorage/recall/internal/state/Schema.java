package dev.agentstorage.recall.internal.state;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.value.Json;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A compiled JSON schema. References must be internal: external schemas are never loaded. Immutable and thread-safe. */
final class Schema {
    private static final int PROBLEMS_SHOWN = 5;
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.add(location -> {
                throw new JsonSchemaException("references to other documents are not followed");
            })));

    private static final JsonSchemaFactory DRAFTS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final Json text;
    private final JsonSchema compiled;

    private Schema(Json text, JsonSchema compiled) {
        this.text = text;
        this.compiled = compiled;
    }

    /**
     * Compiles a schema.
     *
     * @throws InvalidRequestException {@code schema-invalid}
     */
    static Schema of(Json text) {
        if (!text.isObject()) {
            throw new InvalidRequestException(
                    "schema-invalid", "a JSON schema must be an object", Map.of("field", "schema"));
        }
        try {
            JsonSchema compiled = FACTORY.getSchema(text.text(), InputFormat.JSON);
            compiled.initializeValidators();
            requireSound(compiled, text);
            return new Schema(text, compiled);
        } catch (RuntimeException e) {
            throw new InvalidRequestException(
                    "schema-invalid", "this is not a JSON schema", Map.of("field", "schema"), e);
        }
    }

    /** Validates a schema against the meta-schema of its draft, which the library contains: a misspelt type would reject every value. */
    private static void requireSound(JsonSchema compiled, Json text) {
        String draft = compiled.getValidationContext().getMetaSchema().getIri();
        Set<ValidationMessage> problems =
                DRAFTS.getSchema(SchemaLocation.of(draft)).validate(text.text(), InputFormat.JSON);
        if (!problems.isEmpty()) {
            throw new JsonSchemaException(problems.iterator().next());
        }
    }

    boolean isOf(Json schema) {
        return text.equals(schema);
    }

    /** @throws InvalidRequestException {@code working-memory-invalid}; {@code reason} has the paths and the keywords, never a value */
    void require(Json value) {
        String problems = compiled.validate(value.text(), InputFormat.JSON).stream()
                .limit(PROBLEMS_SHOWN)
                .map(problem -> problem.getInstanceLocation() + " " + problem.getType())
                .collect(Collectors.joining(", "));
        if (!problems.isEmpty()) {
            throw new InvalidRequestException(
                    "working-memory-invalid",
                    "the working memory would violate its schema",
                    Map.of("field", "content", "reason", problems));
        }
    }
}
