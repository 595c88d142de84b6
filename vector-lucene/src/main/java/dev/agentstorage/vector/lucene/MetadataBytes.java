package dev.agentstorage.vector.lucene;

import dev.agentstorage.error.CorruptDataException;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.MetadataValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Encodes metadata as bytes: the number of keys, then each key, the letter of its type, and its value. A text is encoded as its length and UTF-8
 * bytes.
 */
final class MetadataBytes {
    private static final char TEXT = 't';
    private static final char NUMBER = 'n';
    private static final char FLAG = 'f';
    private static final char TEXTS = 'l';

    private MetadataBytes() {}

    static byte[] write(Metadata metadata) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(metadata.values().size());
            for (Map.Entry<String, MetadataValue> entry : metadata.values().entrySet()) {
                writeText(out, entry.getKey());
                write(out, entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to an array never fails", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, MetadataValue value) throws IOException {
        if (value instanceof MetadataValue.Text text) {
            out.writeByte(TEXT);
            writeText(out, text.value());
        } else if (value instanceof MetadataValue.Decimal number) {
            out.writeByte(NUMBER);
            out.writeDouble(number.value());
        } else if (value instanceof MetadataValue.Flag flag) {
            out.writeByte(FLAG);
            out.writeBoolean(flag.value());
        } else if (value instanceof MetadataValue.Texts texts) {
            out.writeByte(TEXTS);
            out.writeInt(texts.values().size());
            for (String text : texts.values()) {
                writeText(out, text);
            }
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    static Metadata read(byte[] bytes, int offset, int length) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, offset, length))) {
            Metadata.Builder metadata = Metadata.builder();
            for (int left = in.readInt(); left > 0; left--) {
                String key = readText(in);
                metadata.set(key, read(in));
            }
            return metadata.build();
        } catch (IOException e) {
            throw new CorruptDataException(
                    "vector-index-unreadable", "stored metadata cannot be read", Map.of("column", "metadata"), e);
        }
    }

    private static MetadataValue read(DataInputStream in) throws IOException {
        int type = in.readByte();
        return switch (type) {
            case TEXT -> new MetadataValue.Text(readText(in));
            case NUMBER -> new MetadataValue.Decimal(in.readDouble());
            case FLAG -> new MetadataValue.Flag(in.readBoolean());
            case TEXTS -> new MetadataValue.Texts(readTexts(in));
            default -> throw new IOException("no type of value: " + type);
        };
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] utf8 = in.readNBytes(length);
        if (utf8.length < length) {
            throw new IOException("a text ends too early");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
