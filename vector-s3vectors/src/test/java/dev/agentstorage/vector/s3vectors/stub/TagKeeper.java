package dev.agentstorage.vector.s3vectors.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Wraps an emulator that has no tags: keeps those of indexes, and hands on everything else as it came. Thread-safe. */
public final class TagKeeper implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> HEADERS = List.of("Content-Type", "X-Amz-Date", "X-Amz-Target", "Authorization");

    private final HttpServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final String emulator;
    private final Map<String, JsonNode> tags = new ConcurrentHashMap<>();

    /** Starts one on a free port of the loopback address. */
    public TagKeeper(String emulator) {
        this.emulator = emulator;
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

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getRawPath();
            if (path.startsWith("/tags/")) {
                String arn = URLDecoder.decode(path, StandardCharsets.UTF_8);
                ObjectNode answer = JsonNodeFactory.instance.objectNode();
                answer.set("tags", tags.getOrDefault(arn.substring(arn.lastIndexOf('/') + 1), answer.objectNode()));
                answer(exchange, 200, answer.toString().getBytes(StandardCharsets.UTF_8));
                return;
            }
            if (path.equals("/CreateIndex")) {
                ObjectNode index = (ObjectNode) MAPPER.readTree(body);
                JsonNode given = index.remove("tags");
                tags.put(index.path("indexName").textValue(), given);
                body = MAPPER.writeValueAsBytes(index);
            }
            forward(exchange, path, body);
        }
    }

    private void forward(HttpExchange exchange, String path, byte[] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(emulator + path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (String header : HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(header);
            if (value != null) {
                request.header(header, value);
            }
        }
        try {
            HttpResponse<byte[]> answered = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answered.headers()
                    .firstValue("x-amzn-errortype")
                    .ifPresent(type -> exchange.getResponseHeaders().set("x-amzn-errortype", type));
            answer(exchange, answered.statusCode(), answered.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
