package dev.agentstorage.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes JSON text in the compact form of ECMAScript's {@code JSON.stringify}. */
final class JsonWriter {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonWriter() {}

    /** Appends the node compactly: members in their order, but array-index names first and ascending; numbers as they were written. */
    static void canonical(StringBuilder out, JsonNode node) {
        if (node instanceof JsonNode.Obj obj) {
            object(out, indexNamesFirst(obj.members()));
        } else if (node instanceof JsonNode.Arr arr) {
            array(out, arr.elements());
        } else {
            scalar(out, node, false);
        }
    }

    /** Appends the same text for all structurally equal nodes: names sorted, numbers in normal form. */
    static void normal(StringBuilder out, JsonNode node) {
        if (node instanceof JsonNode.Obj obj) {
            out.append('{');
            for (Map.Entry<String, JsonNode> entry : new TreeMap<>(obj.members()).entrySet()) {
                string(out, entry.getKey());
                out.append(':');
                normal(out, entry.getValue());
                out.append(',');
            }
            out.append('}');
        } else if (node instanceof JsonNode.Arr arr) {
            out.append('[');
            for (JsonNode element : arr.elements()) {
                normal(out, element);
                out.append(',');
            }
            out.append(']');
        } else {
            scalar(out, node, true);
        }
    }

    private static void object(StringBuilder out, Map<String, JsonNode> members) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> entry : members.entrySet()) {
            out.append(separator);
            string(out, entry.getKey());
            out.append(':');
            canonical(out, entry.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private static void array(StringBuilder out, List<JsonNode> elements) {
        out.append('[');
        String separator = "";
        for (JsonNode element : elements) {
            out.append(separator);
            canonical(out, element);
            separator = ",";
        }
        out.append(']');
    }

    private static void scalar(StringBuilder out, JsonNode node, boolean normalNumbers) {
        if (node instanceof JsonNode.Str str) {
            string(out, str.value());
        } else if (node instanceof JsonNode.Num num) {
            out.append(normalNumbers ? Decimal.normal(num.text()) : num.text());
        } else if (node instanceof JsonNode.Bool bool) {
            out.append(bool.value());
        } else {
            out.append("null");
        }
    }

    /** Appends a JSON string; control characters and lone surrogates become escapes, everything else is unchanged. */
    static void string(StringBuilder out, String value) {
        out.append('"');
        int length = value.length();
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        escape(out, c);
                    } else if (!Character.isSurrogate(c)) {
                        out.append(c);
                    } else if (Character.isHighSurrogate(c)
                            && i + 1 < length
                            && Character.isLowSurrogate(value.charAt(i + 1))) {
                        out.append(c).append(value.charAt(++i));
                    } else {
                        escape(out, c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[(c >> 12) & 15])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
    }

    private static Map<String, JsonNode> indexNamesFirst(Map<String, JsonNode> members) {
        List<String> indexes = new ArrayList<>();
        for (String name : members.keySet()) {
            if (isArrayIndex(name)) {
                indexes.add(name);
            }
        }
        if (indexes.isEmpty()) {
            return members;
        }
        indexes.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        Map<String, JsonNode> ordered = new java.util.LinkedHashMap<>();
        indexes.forEach(name -> ordered.put(name, members.get(name)));
        ordered.putAll(members);
        return ordered;
    }

    /** Whether ECMAScript treats the name as an array index: a whole number below 2^32 - 1 without a leading zero. */
    private static boolean isArrayIndex(String name) {
        int length = name.length();
        if (length == 0 || length > 10 || (length > 1 && name.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return Long.parseLong(name) < 4294967295L;
    }
}
