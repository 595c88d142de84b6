package dev.agentstorage.examples.quickstart;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.agentstorage.error.InvalidRequestException;
import dev.agentstorage.examples.quickstart.Transcript.Entry;
import dev.agentstorage.examples.quickstart.Transcript.Kind;
import dev.agentstorage.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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

    /** Editors on Windows write it before the text; it is part of the file and not of the JSON. */
    private static final char BYTE_ORDER_MARK = '\ufeff';

    /** What an entry takes in addition to its text, in bytes of a file. */
    private static final int ENTRY_BYTES = 256;

    private final Path file;
    private final String text;
    private final long most;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> frame = new ArrayList<>();
    private final int begin;
    private int framed;

    private TranscriptReader(Path file, String text, long most) {
        this.file = file;
        this.text = text;
        this.most = most;
        this.begin = text.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0;
    }

    /**
     * Reads one file, or says what is wrong with it and where.
     *
     * @param most maximum size of a file, in bytes; one of many small entries counts as a larger one
     */
    static Transcript read(Path file, long most) throws BadInput {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                // a pipe would be waited for, and a device may have no end
                throw new BadInput(file, "", "not a regular file");
            }
            long size = Files.size(file);
            if (size > most) {
                throw tooLarge(file, size + " bytes", most);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE));
                if (bytes.length > most) {
                    throw tooLarge(file, "more than " + most + " bytes", most);
                }
                return read(file, bytes, most);
            }
        } catch (NoSuchFileException e) {
            throw new BadInput(file, "", "no such file");
        } catch (IOException e) {
            throw new BadInput(file, "", "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static BadInput tooLarge(Path file, String size, long most) {
        return new BadInput(
                file,
                "",
                "the file has " + size + ", too much for the heap, which has room for a file of " + most
                        + " bytes; JAVA_TOOL_OPTIONS=-Xmx4g makes it one of 4 GiB");
    }

    static Transcript read(Path file, byte[] bytes, long most) throws BadInput {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return new TranscriptReader(file, decoder.decode(buffer).toString(), most).parse();
        } catch (CharacterCodingException e) {
            throw new BadInput(file, "byte " + buffer.position(), "not UTF-8 text");
        }
    }

    private Transcript parse() throws BadInput {
        try (JsonParser parser = FACTORY.createParser(text.substring(begin))) {
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
            throw bad("", "cannot be read");
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
            int from = begin + (int) start.getCharOffset();
            int to = begin + (int) parser.currentLocation().getCharOffset();
            Entry entry = new Entry(kind, json(from, to, start), place(start));
            if (kind == Kind.MESSAGE && entry.json().path("role").string().isEmpty()) {
                throw bad(place(start), "a message has no role");
            }
            frame.add(text.substring(framed, from));
            entries.add(entry);
            if ((long) entries.size() * ENTRY_BYTES > most) {
                throw tooLarge(file, "more than " + (entries.size() - 1) + " messages and steps", most);
            }
            framed = to;
        }
    }

    private Json json(int from, int to, JsonLocation start) throws BadInput {
        try {
            return Json.parse(text.substring(from, to));
        } catch (InvalidRequestException e) {
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
