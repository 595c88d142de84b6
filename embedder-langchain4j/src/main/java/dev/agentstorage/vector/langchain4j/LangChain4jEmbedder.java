package dev.agentstorage.vector.langchain4j;

import dev.agentstorage.error.Details;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.error.TooLargeException;
import dev.agentstorage.error.UnavailableException;
import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.embed.Embedder;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An embedder based on an {@link EmbeddingModel} of LangChain4j, local or remote.
 *
 * <p>LangChain4j does not expose the token limit of a model, the prefixes with which it was trained, or what happens to a text that is too
 * long: some models truncate it, some average its parts, some reject it. The caller therefore configures limit and prefixes, and a text
 * that is too long never reaches the model.
 *
 * <p>Errors of the model are mapped to {@link UnavailableException} {@code embedder-failed}, or to {@link InvalidRequestException}
 * {@code embedder-refused} if LangChain4j reports that a retry does not help, as with wrong credentials. A response with the wrong number of
 * vectors is {@code embedder-failed}, one with another dimension {@link InvalidRequestException} {@code dimension-mismatch}. Error messages
 * never contain the text.
 *
 * <p>Immutable; thread-safe if the model and the token counter are. Closing the embedder does nothing: the caller owns the model.
 */
public final class LangChain4jEmbedder implements Embedder {
    private static final Pattern MODEL_ID = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?");

    private final EmbeddingModel model;
    private final String id;
    private final int dimension;
    private final int maxTokens;
    private final ToIntFunction<String> counter;
    private final String passagePrefix;
    private final String queryPrefix;
    private final int batchSize;

    private LangChain4jEmbedder(
            EmbeddingModel model,
            String id,
            int dimension,
            int maxTokens,
            ToIntFunction<String> counter,
            Builder builder) {
        this.model = model;
        this.id = id;
        this.dimension = dimension;
        this.maxTokens = maxTokens;
        this.counter = counter;
        passagePrefix = builder.passagePrefix;
        queryPrefix = builder.queryPrefix;
        batchSize = builder.batchSize;
    }

    /** Returns a builder for an embedder of this model. All settings without a default are required. */
    public static Builder builder(EmbeddingModel model) {
        return new Builder(notNull("model", model));
    }

    /** Collects the settings of a model. Not thread-safe. */
    public static final class Builder {
        private static final int USUAL_BATCH = 32;

        private final EmbeddingModel model;
        private @Nullable String modelId;
        private @Nullable Integer dimension;
        private @Nullable Integer maxTokens;
        private @Nullable ToIntFunction<String> counter;
        private String passagePrefix = "";
        private String queryPrefix = "";
        private int batchSize = USUAL_BATCH;

        private Builder(EmbeddingModel model) {
            this.model = model;
        }

        /**
         * Sets the name, as required by {@link Embedder#model()}; include everything that changes vectors, such as prefixes and a
         * quantisation.
         */
        public Builder modelId(String modelId) {
            this.modelId = notNull("modelId", modelId);
            return this;
        }

        /** Sets the dimension of the vectors; at least 1. */
        public Builder dimension(int dimension) {
            this.dimension = dimension;
            return this;
        }

        /** Sets the maximum number of tokens that the model reads, including the prefix; at least 1. */
        public Builder maxTokens(int maxTokens) {
            this.maxTokens = maxTokens;
            return this;
        }

        /**
         * Sets the token counter. It receives the text with its prefix, and must include the tokens that the model adds, such as those at
         * both ends. It may be an estimate, but never too low.
         */
        public Builder tokenCounter(ToIntFunction<String> counter) {
            this.counter = notNull("tokenCounter", counter);
            return this;
        }

        /** Sets the prefix of a passage, such as {@code "passage: "}. Default: none. */
        public Builder passagePrefix(String prefix) {
            passagePrefix = notNull("passagePrefix", prefix);
            return this;
        }

        /** Sets the prefix of a query, such as {@code "query: "}. Default: none. */
        public Builder queryPrefix(String prefix) {
            queryPrefix = notNull("queryPrefix", prefix);
            return this;
        }

        /** Sets the maximum number of passages per call of the model; at least 1. Default: 32. */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /**
         * Builds the embedder. Does not call the model.
         *
         * @throws InvalidRequestException {@code null-argument} for a missing setting; {@code model-id-invalid}; {@code limit-not-positive}
         */
        public LangChain4jEmbedder build() {
            String id = notNull("modelId", modelId);
            if (!MODEL_ID.matcher(id).matches()) {
                throw new InvalidRequestException(
                        "model-id-invalid",
                        "a model id is at most 40 lower-case letters, digits, hyphens and dots, a letter or digit first and last",
                        Map.of("name", id));
            }
            positive("batchSize", batchSize);
            return new LangChain4jEmbedder(
                    model,
                    id,
                    positive("dimension", notNull("dimension", dimension)),
                    positive("maxTokens", notNull("maxTokens", maxTokens)),
                    notNull("tokenCounter", counter),
                    this);
        }

        private static int positive(String field, int value) {
            if (value < 1) {
                throw new InvalidRequestException(
                        "limit-not-positive", "a limit must be >= 1", Details.of("field", field, "value", value));
            }
            return value;
        }
    }

    private static <T> T notNull(String field, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException("null-argument", "a required value is null", Map.of("field", field));
        }
        return value;
    }

    @Override
    public String model() {
        return id;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public int countTokens(String text) {
        return counter.applyAsInt(passagePrefix + notNull("text", text));
    }

    /**
     * Like {@link Embedder#embedPassages}, in batches.
     *
     * @throws InvalidRequestException {@code text-blank} for a blank text; no text was embedded
     */
    @Override
    public List<Embedding> embedPassages(List<String> texts) {
        List<TextSegment> segments = new ArrayList<>();
        for (String text : notNull("texts", texts)) {
            requireWords(text);
            int tokens = countTokens(text);
            if (tokens > maxTokens) {
                throw new TooLargeException(
                        "text-too-long",
                        "the text is longer than the model reads",
                        "text",
                        maxTokens,
                        tokens,
                        "split the text");
            }
            segments.add(TextSegment.from(passagePrefix + text));
        }
        List<Embedding> vectors = new ArrayList<>(segments.size());
        for (int from = 0; from < segments.size(); from += batchSize) {
            vectors.addAll(embed(segments.subList(from, Math.min(segments.size(), from + batchSize))));
        }
        return List.copyOf(vectors);
    }

    /**
     * Like {@link Embedder#embedQuery}. A first word that is too long is truncated.
     *
     * @throws InvalidRequestException {@code text-blank} for a blank text
     * @throws TooLargeException {@code text-too-long} when the prefix alone leaves no room
     */
    @Override
    public Embedding embedQuery(String text) {
        requireWords(text);
        String fitting = fits(text) ? text : beginning(text);
        return embed(List.of(TextSegment.from(queryPrefix + fitting))).get(0);
    }

    private static void requireWords(String text) {
        if (notNull("text", text).isBlank()) {
            throw new InvalidRequestException(
                    "text-blank", "a text without words cannot be embedded", Map.of("field", "text"));
        }
    }

    private boolean fits(String text) {
        return counter.applyAsInt(queryPrefix + text) <= maxTokens;
    }

    private String beginning(String text) {
        return longest(text, wordEnds(text))
                .or(() -> longest(text, characterEnds(text)))
                .orElseThrow(() -> new TooLargeException(
                        "text-too-long",
                        "the model has no room for a text after the prefix",
                        "queryPrefix",
                        maxTokens,
                        counter.applyAsInt(queryPrefix),
                        "use a model that reads more tokens"));
    }

    /** Returns the longest prefix of the text that fits, ending at one of these offsets; longer texts have more tokens. */
    private Optional<String> longest(String text, List<Integer> ends) {
        int fitting = 0;
        int tooMany = ends.size() + 1;
        while (tooMany - fitting > 1) {
            int middle = (fitting + tooMany) >>> 1;
            if (fits(text.substring(0, ends.get(middle - 1)))) {
                fitting = middle;
            } else {
                tooMany = middle;
            }
        }
        return fitting == 0 ? Optional.empty() : Optional.of(text.substring(0, ends.get(fitting - 1)));
    }

    private static List<Integer> wordEnds(String text) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1))) {
                ends.add(i);
            }
        }
        return ends;
    }

    /** Excludes offsets inside a surrogate pair and in the space before the first word. */
    private static List<Integer> characterEnds(String text) {
        int begin = text.length() - text.stripLeading().length();
        List<Integer> ends = new ArrayList<>();
        for (int i = text.offsetByCodePoints(begin, 1); i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            ends.add(i);
        }
        return ends;
    }

    private List<Embedding> embed(List<TextSegment> segments) {
        List<dev.langchain4j.data.embedding.Embedding> answered;
        try {
            answered = model.embedAll(segments).content();
        } catch (NonRetriableException e) {
            throw new InvalidRequestException(
                    "embedder-refused", "the embedding model rejected the request", failure(e), e);
        } catch (RuntimeException e) {
            throw new UnavailableException("embedder-failed", "the embedding model failed", failure(e), e);
        }
        if (answered.size() != segments.size()) {
            throw new UnavailableException(
                    "embedder-failed",
                    "the embedding model returned another number of vectors",
                    Details.of("name", id, "expected", segments.size(), "found", answered.size()));
        }
        return answered.stream().map(this::vector).toList();
    }

    /** The message of a model may contain the text, so it appears only in the cause. */
    private Map<String, Object> failure(RuntimeException error) {
        return Details.of("name", id, "reason", error.getClass().getSimpleName());
    }

    private Embedding vector(dev.langchain4j.data.embedding.Embedding answered) {
        float[] numbers = answered.vector();
        if (numbers.length != dimension) {
            throw new InvalidRequestException(
                    "dimension-mismatch",
                    "the embedding model returned vectors of another dimension",
                    Details.of("name", id, "expected", dimension, "found", numbers.length));
        }
        return Embedding.of(numbers);
    }
}
