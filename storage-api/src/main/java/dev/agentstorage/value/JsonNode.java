package dev.agentstorage.value;

import dev.agentstorage.error.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parsed form of a JSON document. Numbers keep their text, so no digit is lost. */
sealed interface JsonNode {
    /** An object; of several members with the same name, the last value is kept at the position of the first. */
    record Obj(Map<String, JsonNode> members) implements JsonNode {}

    record Arr(List<JsonNode> elements) implements JsonNode {}

    record Str(String value) implements JsonNode {}

    record Num(String text) implements JsonNode {}

    record Bool(boolean value) implements JsonNode {}

    record Nul() implements JsonNode {
        static final Nul INSTANCE = new Nul();
    }

    default JsonKind kind() {
        if (this instanceof Obj) {
            return JsonKind.OBJECT;
        } else if (this instanceof Arr) {
            return JsonKind.ARRAY;
        } else if (this instanceof Str) {
            return JsonKind.STRING;
        } else if (this instanceof Num) {
            return JsonKind.NUMBER;
        }
        return this instanceof Bool ? JsonKind.BOOLEAN : JsonKind.NULL;
    }

    /** Unmodifiable maps and lists, strings, booleans, null, and for numbers Integer, Long, BigInteger or BigDecimal. */
    default @Nullable Object toJava() {
        if (this instanceof Obj obj) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            obj.members().forEach((name, value) -> map.put(name, value.toJava()));
            return Collections.unmodifiableMap(map);
        } else if (this instanceof Arr arr) {
            List<@Nullable Object> list = new ArrayList<>(arr.elements().size());
            arr.elements().forEach(element -> list.add(element.toJava()));
            return Collections.unmodifiableList(list);
        } else if (this instanceof Str str) {
            return str.value();
        } else if (this instanceof Num num) {
            return number(num.text());
        }
        return this instanceof Bool bool ? bool.value() : null;
    }

    /** Structural equality: members in any order, numbers by decimal value. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a instanceof Obj x && b instanceof Obj y) {
            return x.members().size() == y.members().size()
                    && x.members().entrySet().stream().allMatch(entry -> {
                        JsonNode other = y.members().get(entry.getKey());
                        return other != null && same(entry.getValue(), other);
                    });
        } else if (a instanceof Arr x && b instanceof Arr y) {
            if (x.elements().size() != y.elements().size()) {
                return false;
            }
            for (int i = 0; i < x.elements().size(); i++) {
                if (!same(x.elements().get(i), y.elements().get(i))) {
                    return false;
                }
            }
            return true;
        } else if (a instanceof Num x && b instanceof Num y) {
            return x.text().equals(y.text()) || Decimal.normal(x.text()).equals(Decimal.normal(y.text()));
        }
        return a.equals(b);
    }

    /** A hash code consistent with {@link #same}. */
    static int hash(JsonNode node) {
        if (node instanceof Obj obj) {
            int sum = 17;
            for (Map.Entry<String, JsonNode> entry : obj.members().entrySet()) {
                sum += (entry.getKey().hashCode() * 31) ^ hash(entry.getValue());
            }
            return sum;
        } else if (node instanceof Arr arr) {
            int hash = 19;
            for (JsonNode element : arr.elements()) {
                hash = hash * 31 + hash(element);
            }
            return hash;
        } else if (node instanceof Num num) {
            return Decimal.normal(num.text()).hashCode();
        }
        return node.hashCode();
    }

    /** Maximum nesting depth. */
    static int height(JsonNode node) {
        int deepest = 0;
        if (node instanceof Obj obj) {
            for (JsonNode member : obj.members().values()) {
                deepest = Math.max(deepest, height(member));
            }
            return deepest + 1;
        } else if (node instanceof Arr arr) {
            for (JsonNode element : arr.elements()) {
                deepest = Math.max(deepest, height(element));
            }
            return deepest + 1;
        }
        return deepest;
    }

    private static Number number(String text) {
        if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            if (text.length() < 10) {
                return Integer.valueOf(text);
            }
            BigInteger value = new BigInteger(text);
            if (value.bitLength() < 32) {
                return value.intValue();
            }
            return value.bitLength() < 64 ? (Number) value.longValue() : value;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new InvalidRequestException(
                    "json-unconvertible", "the exponent of a number is too large", Map.of("length", text.length()), e);
        }
    }
}
