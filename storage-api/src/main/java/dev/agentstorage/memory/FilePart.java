package dev.agentstorage.memory;

import dev.agentstorage.internal.Checks;
import dev.agentstorage.value.Json;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file, image or audio: type {@code file} with a string {@code data} or {@code url}, or type {@code image} with a string {@code image}.
 * Prefer a reference to a file store: a file inside the message counts against {@code Limits.valueBytes} and is read with every read of the
 * message.
 *
 * @param json the stored part
 */
public record FilePart(Json json) implements MessagePart {
    private static final List<String> FILE = List.of("data", "url");
    private static final List<String> IMAGE = List.of("image");
    private static final List<String> MEDIA_TYPE = List.of("mimeType", "mediaType");

    /**
     * @param json the stored part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}, {@code part-malformed}
     */
    public FilePart {
        PartJson.require("file", json, fits(Checks.notNull("json", json)));
    }

    /**
     * Creates a part of type {@code file} that refers to a file.
     *
     * @param mediaType the media type, for example {@code image/png}
     * @param reference the location of the file
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static FilePart of(String mediaType, URI reference) {
        return of(mediaType, Checks.notNull("reference", reference).toString(), null);
    }

    /**
     * Creates a part of type {@code file}.
     *
     * @param mediaType the media type, for example {@code image/png}
     * @param data a URL, or the content of the file in Base64
     * @param filename the name of the file; {@code null} for none
     * @return the part
     * @throws dev.agentstorage.error.InvalidRequestException {@code null-argument}
     */
    public static FilePart of(String mediaType, String data, @Nullable String filename) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "file");
        part.put("mimeType", Checks.notNull("mediaType", mediaType));
        part.put("data", Checks.notNull("data", data));
        if (filename != null) {
            part.put("filename", filename);
        }
        return new FilePart(Json.of(part));
    }

    /** {@return the media type, for example {@code image/png}; empty when the part has none} */
    public Optional<String> mediaType() {
        return first(json, MEDIA_TYPE);
    }

    /** {@return the URL of the file, which may be a {@code data:} URL, or its content in Base64} */
    public String data() {
        return data(json).orElseThrow();
    }

    /** {@return whether the data is a URL other than a {@code data:} URL} */
    public boolean isReference() {
        String data = data();
        // Base64 has no colon
        return data.indexOf(':') > 0 && !data.startsWith("data:");
    }

    /** {@return the name of the file; empty when the part has none} */
    public Optional<String> filename() {
        return json.path("filename").string();
    }

    static boolean fits(Json json) {
        return data(json).isPresent();
    }

    private static Optional<String> data(Json json) {
        if (PartJson.isType(json, "file")) {
            return first(json, FILE);
        }
        return PartJson.isType(json, "image") ? first(json, IMAGE) : Optional.empty();
    }

    private static Optional<String> first(Json json, List<String> members) {
        return members.stream()
                .flatMap(name -> json.path(name).string().stream())
                .findFirst();
    }
}
