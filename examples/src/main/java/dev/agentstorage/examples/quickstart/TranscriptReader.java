package dev.agentstorage.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.agentstorage.error.InvalidRequest;
import dev.agentstorage.examples.quickstart.Transcript.Entry;
import dev.agentstorage.examples.quickstart.Transcript.Kind;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads agent trajectories ({@code history} and {@code trajectory} lists in an object) and chat completions (a list of messages, or an
 * object with {@code messages}). A list that is not of messages or steps is left where it is.
 */
final class TranscriptReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Path file;
    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> frame = new ArrayList<>();
    private int framed;

    private TranscriptReader(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /** Reads one file, or says what is wrong with it and where. */
    static Transcript read(Path file) throws BadInput {
        try {
            return read(file, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new BadInput(file, "", "no such file");
        } catch (IOException e) {
            throw new BadInput(file, "", "can not be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    static Transcript read(Path file, byte[] bytes) throws BadInput {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return new TranscriptReader(file, decoder.decode(buffer).toString()).parse();
        } catch (CharacterCodingException e) {
            throw new BadInput(file, "byte " + buffer.position(), "not UTF-8 text");
        }
    }

    private Transcript parse() throws BadInput {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                list(parser, Kind.MESSAGE);
            } else if (first == JsonToken.START_OBJECT) {
                members(parser);
            } else {
                throw bad(
                        "1:1",
                        first == null ? "the file is empty" : "neither a list of messages nor an object that has one");
            }
            if (parser.nextToken() != null) {
                throw bad(place(parser.currentTokenLocation()), "text after the end of the JSON value");
            }
        } catch (JsonProcessingException e) {
            throw bad(place(e.getLocation()), "not valid JSON: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw bad("", "can not be read");
        }
        if (entries.stream().noneMatch(entry -> entry.kind() == Kind.MESSAGE)) {
            throw bad(
                    "1:1", "no messages: a list of messages, or an object with 'history' or 'messages', was expected");
        }
        frame.add(text.substring(framed));
        return new Transcript(file, text, List.copyOf(entries), List.copyOf(frame));
    }

    private void members(JsonParser parser) throws IOException, BadInput {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean messages = name.equals("history") || name.equals("messages");
            if (messages && value != JsonToken.START_ARRAY) {
                throw bad(place(parser.currentTokenLocation()), "'" + name + "' is not a list");
            } else if (messages) {
                list(parser, Kind.MESSAGE);
            } else if (name.equals("trajectory") && value == JsonToken.START_ARRAY) {
                list(parser, Kind.STEP);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void list(JsonParser parser, Kind kind) throws IOException, BadInput {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            JsonLocation start = parser.currentTokenLocation();
            String what = kind == Kind.MESSAGE ? "message" : "step";
            if (token != JsonToken.START_OBJECT) {
                throw bad(place(start), "a " + what + " is not an object");
            }
            parser.skipChildren();
            int from = (int) start.getCharOffset();
            int to = (int) parser.currentLocation().getCharOffset();
            Entry entry = new Entry(kind, json(from, to, start), place(start));
            if (kind == Kind.MESSAGE
                    && entry.json().get("role").flatMap(Json::string).isEmpty()) {
                throw bad(place(start), "a message has no role");
            }
            frame.add(text.substring(framed, from));
            entries.add(entry);
            framed = to;
        }
    }

    private Json json(int from, int to, JsonLocation start) throws BadInput {
        try {
            return Json.parse(text.substring(from, to));
        } catch (InvalidRequest e) {
            throw bad(place(start), String.valueOf(e.getMessage()));
        }
    }

    private BadInput bad(String place, String problem) {
        return new BadInput(file, place, problem);
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : location.getLineNr() + ":" + location.getColumnNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
