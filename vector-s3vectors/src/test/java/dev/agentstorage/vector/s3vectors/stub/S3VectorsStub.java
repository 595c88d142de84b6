package dev.agentstorage.vector.s3vectors.stub;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * The service on a port of this machine: the operations that the store uses, as JSON over HTTP, with the limits, texts and errors that are
 * documented. It is stricter than documented where a client could rely on something by accident. One vector bucket, {@value #BUCKET}, is there.
 * Thread-safe: it answers one request at a time.
 */
public final class S3VectorsStub implements AutoCloseable {
    /** The bucket that is there. */
    public static final String BUCKET = "stub-bucket";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final int REQUEST_BYTES = 20 << 20;
    private static final Pattern INDEX_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final String ARN = "arn:aws:s3vectors:us-east-1:000000000000:bucket/" + BUCKET + "/index/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Index> indexes = new TreeMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Deque<Refusal> refusals = new ArrayDeque<>();
    private final Set<String> denied = new HashSet<>();
    private int mostHits = 10_000;
    private int hitsOfAPage = 40;
    private boolean ignoresFilters;

    /** A request that arrived: its action, and the bytes and elements that it carried. */
    public record Seen(String action, int bytes, int elements) {}

    private record Token(String request, int from, List<Index.Found> found) {}

    /** Starts a stub on a free port of the loopback address. */
    public S3VectorsStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Returns the address. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the requests of an action in their order, refused ones included. */
    public List<Seen> seen(String action) {
        return seen.stream().filter(request -> request.action().equals(action)).toList();
    }

    /** Forgets what was seen. */
    public void forget() {
        seen.clear();
    }

    /** Refuses the next requests, whatever they are, each in one of these ways. */
    public synchronized void refuse(int times, int status, String type, String message) {
        for (int i = 0; i < times; i++) {
            refusals.add(new Refusal(status, type, message));
        }
    }

    /** Takes away the right to an action. */
    public synchronized void deny(String action) {
        denied.add(action);
    }

    /** Sets maximum number of hits of a query; the service had 100 before June 2026. */
    public synchronized void mostHits(int most) {
        mostHits = most;
    }

    /** Sets the maximum number of hits of a page. */
    public synchronized void hitsOfAPage(int hits) {
        hitsOfAPage = hits;
    }

    /** Answers queries as if they had no filter, though it must be a valid one. */
    public synchronized void ignoreFilters() {
        ignoresFilters = true;
    }

    /** Makes an index that another program created: with these tags. */
    public synchronized void createForeign(String name, Map<String, String> tags) {
        indexes.put(name, index(name, 4, true, Set.of(), tags));
    }

    /** Replaces the tags of an index. */
    public synchronized void retag(String name, Map<String, String> tags) {
        Index old = indexes.get(name);
        old.tags.clear();
        old.tags.putAll(tags);
    }

    /** Removes an index as another program would. */
    public synchronized void drop(String name) {
        indexes.remove(name);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getRawPath();
            byte[] answer;
            int status = 200;
            try {
                requireSignature(exchange.getRequestHeaders().getFirst("Authorization"));
                answer = bytes(answer(exchange.getRequestMethod(), path, body));
            } catch (Refusal e) {
                status = e.status();
                exchange.getResponseHeaders().set("x-amzn-errortype", e.type());
                answer = bytes(JSON.objectNode().put("message", e.getMessage()));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void requireSignature(String authorization) {
        if (authorization == null
                || !authorization.startsWith("AWS4-HMAC-SHA256 ")
                || !authorization.contains("/s3vectors/aws4_request")) {
            throw new Refusal(403, "AccessDeniedException", "The request is not signed for this service");
        }
    }

    private synchronized JsonNode answer(String method, String path, byte[] body) throws IOException {
        boolean ofTags = path.startsWith("/tags/");
        String action = ofTags ? "ListTagsForResource" : path.substring(1);
        JsonNode json = ofTags ? JSON.objectNode() : MAPPER.readTree(body);
        int elements = json.path("vectors").size() + json.path("keys").size();
        seen.add(new Seen(action, body.length, elements));
        if (!refusals.isEmpty()) {
            throw refusals.remove();
        }
        requireRight(action);
        if (body.length > REQUEST_BYTES) {
            throw Refusal.invalid("The request payload exceeds the maximum of " + REQUEST_BYTES + " bytes");
        }
        if (ofTags) {
            return listTags(URLDecoder.decode(path.substring("/tags/".length()), StandardCharsets.UTF_8));
        }
        if (!method.equals("POST")) {
            throw Refusal.invalid("Unknown operation");
        }
        Request request = new Request(json);
        return switch (action) {
            case "CreateIndex" -> createIndex(request);
            case "GetIndex" -> getIndex(request);
            case "ListIndexes" -> listIndexes(request);
            case "DeleteIndex" -> deleteIndex(request);
            case "PutVectors" -> putVectors(request);
            case "GetVectors" -> getVectors(request);
            case "DeleteVectors" -> deleteVectors(request);
            case "ListVectors" -> listVectors(request);
            case "QueryVectors" -> queryVectors(request);
            default -> throw Refusal.invalid("Unknown operation");
        };
    }

    private void requireRight(String action) {
        if (denied.contains(action)) {
            throw Refusal.denied(action);
        }
    }

    private static void requireBucket(Request request) {
        if (!request.required("vectorBucketName").equals(BUCKET)) {
            throw Refusal.missing("vector bucket");
        }
    }

    private Index index(Request request) {
        requireBucket(request);
        Index index = indexes.get(name(request));
        if (index == null) {
            throw Refusal.missing("index");
        }
        return index;
    }

    private static String name(Request request) {
        String name = request.required("indexName");
        if (name.length() < 3 || name.length() > 63) {
            throw Refusal.invalid(
                    "Value at 'indexName' failed to satisfy constraint: Member must have length between 3 and 63, inclusive");
        }
        if (!INDEX_NAME.matcher(name).matches()) {
            throw Refusal.invalid("Invalid index name");
        }
        return name;
    }

    private JsonNode createIndex(Request request) {
        request.only(
                "vectorBucketName",
                "indexName",
                "dataType",
                "dimension",
                "distanceMetric",
                "metadataConfiguration",
                "tags");
        requireBucket(request);
        String name = name(request);
        requireOneOf(request, "dataType", Set.of("float32"));
        requireOneOf(request, "distanceMetric", Set.of("euclidean", "cosine"));
        int dimension = request.number("dimension", 1, 4_096, Optional.empty());
        Set<String> notFilterable = notFilterable(request);
        Map<String, String> tags = tags(request);
        if (indexes.containsKey(name)) {
            throw Refusal.conflict("An index with the specified name already exists");
        }
        boolean cosine = request.required("distanceMetric").equals("cosine");
        indexes.put(name, index(name, dimension, cosine, notFilterable, tags));
        return JSON.objectNode().put("indexArn", ARN + name);
    }

    private static Index index(
            String name, int dimension, boolean cosine, Set<String> notFilterable, Map<String, String> tags) {
        ObjectNode description = JSON.objectNode()
                .put("vectorBucketName", BUCKET)
                .put("indexName", name)
                .put("indexArn", ARN + name)
                .put("creationTime", System.nanoTime() / 1e9)
                .put("dataType", "float32")
                .put("dimension", dimension)
                .put("distanceMetric", cosine ? "cosine" : "euclidean");
        if (!notFilterable.isEmpty()) {
            ArrayNode keys = description.putObject("metadataConfiguration").putArray("nonFilterableMetadataKeys");
            notFilterable.forEach(keys::add);
        }
        return new Index(dimension, cosine, notFilterable, description, new TreeMap<>(tags));
    }

    private static void requireOneOf(Request request, String member, Set<String> values) {
        if (!values.contains(request.required(member))) {
            throw Refusal.invalid("Value at '" + member
                    + "' failed to satisfy constraint: Member must satisfy enum value set: " + values);
        }
    }

    private static Set<String> notFilterable(Request request) {
        JsonNode configuration = request.body().path("metadataConfiguration");
        if (configuration.isMissingNode()) {
            return Set.of();
        }
        Set<String> keys = new HashSet<>();
        for (JsonNode key :
                new Request(configuration).only("nonFilterableMetadataKeys").list("nonFilterableMetadataKeys", 10)) {
            if (key.textValue().isEmpty() || key.textValue().length() > 63 || !keys.add(key.textValue())) {
                throw Refusal.invalid("Invalid non-filterable metadata key");
            }
        }
        return keys;
    }

    private static Map<String, String> tags(Request request) {
        Map<String, String> tags = new TreeMap<>();
        request.body().path("tags").properties().forEach(tag -> {
            String value = tag.getValue().textValue();
            if (tag.getKey().length() > 128
                    || value.length() > 256
                    || !TAG.matcher(tag.getKey()).matches()
                    || !TAG.matcher(value).matches()) {
                throw Refusal.invalid("Invalid tag: " + tag.getKey());
            }
            tags.put(tag.getKey(), value);
        });
        if (tags.size() > 50) {
            throw Refusal.invalid("A resource must have at most 50 tags");
        }
        return tags;
    }

    private JsonNode getIndex(Request request) {
        Index index = index(request.only("vectorBucketName", "indexName"));
        return JSON.objectNode().set("index", index.description);
    }

    private JsonNode listTags(String arn) {
        Index index = arn.startsWith(ARN) ? indexes.get(arn.substring(ARN.length())) : null;
        if (index == null) {
            throw Refusal.missing("index");
        }
        ObjectNode tags = JSON.objectNode();
        index.tags.forEach(tags::put);
        return JSON.objectNode().set("tags", tags);
    }

    private JsonNode listIndexes(Request request) {
        requireBucket(request.only("vectorBucketName", "prefix", "maxResults", "nextToken"));
        int most = request.number("maxResults", 1, 500, Optional.of(500));
        String prefix = request.text("prefix").orElse("");
        List<String> names = indexes.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
        int from = from(request).map(Token::from).orElse(0);
        ObjectNode answer = JSON.objectNode();
        ArrayNode page = answer.putArray("indexes");
        int to = Math.min(names.size(), from + most);
        names.subList(Math.min(from, to), to)
                .forEach(name -> page.add(indexes.get(name)
                        .description
                        .deepCopy()
                        .without(List.of("dimension", "dataType", "distanceMetric", "metadataConfiguration"))));
        if (to < names.size()) {
            answer.put("nextToken", token(request, to, List.of()));
        }
        return answer;
    }

    private JsonNode deleteIndex(Request request) {
        index(request.only("vectorBucketName", "indexName"));
        indexes.remove(name(request));
        return JSON.objectNode();
    }

    private JsonNode putVectors(Request request) {
        index(request.only("vectorBucketName", "indexName", "vectors")).put(request.list("vectors", 500));
        return JSON.objectNode();
    }

    private JsonNode getVectors(Request request) {
        Index index = index(request.only("vectorBucketName", "indexName", "keys", "returnData", "returnMetadata"));
        ObjectNode answer = JSON.objectNode();
        ArrayNode page = answer.putArray("vectors");
        for (String key : request.keys(100)) {
            Index.Vector vector = index.vectors.get(key);
            if (vector != null) {
                page.add(Index.shown(key, vector, request.flag("returnData"), request.flag("returnMetadata")));
            }
        }
        return answer;
    }

    private JsonNode deleteVectors(Request request) {
        Index index = index(request.only("vectorBucketName", "indexName", "keys"));
        request.keys(500).forEach(index.vectors::remove);
        return JSON.objectNode();
    }

    private JsonNode listVectors(Request request) {
        Index index = index(request.only(
                "vectorBucketName", "indexName", "maxResults", "nextToken", "returnData", "returnMetadata"));
        int most = request.number("maxResults", 1, 1_000, Optional.of(500));
        // the key after which it continues: records that come and go meanwhile shift nothing
        Optional<Token> token = from(request);
        Map<String, Index.Vector> rest = token.map(
                        begun -> index.vectors.tailMap(begun.found().get(0).key(), false))
                .orElse(index.vectors);
        ObjectNode answer = JSON.objectNode();
        ArrayNode page = answer.putArray("vectors");
        List<String> keys = rest.keySet().stream().limit(most).toList();
        keys.forEach(key -> page.add(
                Index.shown(key, index.vectors.get(key), request.flag("returnData"), request.flag("returnMetadata"))));
        if (keys.size() < rest.size()) {
            String last = keys.get(keys.size() - 1);
            answer.put("nextToken", token(request, 0, List.of(new Index.Found(last, 0, index.vectors.get(last)))));
        }
        return answer;
    }

    private JsonNode queryVectors(Request request) {
        Index index = index(request.only(
                "vectorBucketName",
                "indexName",
                "topK",
                "queryVector",
                "filter",
                "returnMetadata",
                "returnDistance",
                "nextToken"));
        int topK = request.number("topK", 1, mostHits, Optional.empty());
        JsonNode filter = request.body().path("filter");
        if (!filter.isMissingNode() || request.flag("returnMetadata")) {
            requireRight("GetVectors");
        }
        Optional<Token> token = from(request);
        List<Index.Found> found = token.map(Token::found)
                .orElseGet(() -> index.query(request.body().path("queryVector"), filter, topK, ignoresFilters));
        int from = token.map(Token::from).orElse(0);
        int to = Math.min(found.size(), from + hitsOfAPage);
        ObjectNode answer = JSON.objectNode();
        answer.set("distanceMetric", index.description.get("distanceMetric"));
        ArrayNode page = answer.putArray("vectors");
        for (Index.Found hit : new ArrayList<>(found.subList(from, to))) {
            ObjectNode shown = Index.shown(hit.key(), hit.vector(), false, request.flag("returnMetadata"));
            page.add(request.flag("returnDistance") ? shown.put("distance", hit.distance()) : shown);
        }
        if (to < found.size()) {
            answer.put("nextToken", token(request, to, found));
        }
        return answer;
    }

    /** A token continues with the request that it came from, and with no other. */
    private Optional<Token> from(Request request) {
        return request.text("nextToken").map(text -> {
            Token token = tokens.get(text);
            if (token == null || !token.request().equals(request.withoutToken())) {
                throw Refusal.invalid("Invalid nextToken");
            }
            return token;
        });
    }

    private String token(Request request, int from, List<Index.Found> found) {
        String text = UUID.randomUUID().toString();
        tokens.put(text, new Token(request.withoutToken(), from, List.copyOf(found)));
        return text;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
