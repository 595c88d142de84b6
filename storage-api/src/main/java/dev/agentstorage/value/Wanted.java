package dev.agentstorage.value;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled containment filter: numbers are normalised, and the scalars of arrays are kept in maps. */
sealed interface Wanted {
    /** Returns whether the value contains this part, and counts the comparisons. */
    boolean isIn(JsonNode value, FilterWork work);

    /** Compiles a part of a filter. */
    static Wanted of(JsonNode part) {
        if (part instanceof JsonNode.Obj obj) {
            List<Member> members = new ArrayList<>();
            obj.members().forEach((name, value) -> members.add(new Member(name, of(value))));
            return new Members(members);
        } else if (part instanceof JsonNode.Arr arr) {
            return new Elements(arr.elements());
        } else if (part instanceof JsonNode.Num num) {
            return new Numeric(Decimal.normal(num.text()));
        }
        return new Same(part);
    }

    /** A required member of an object. */
    record Member(String name, Wanted value) {}

    /** An object with these members. */
    record Members(List<Member> members) implements Wanted {
        @Override
        public boolean isIn(JsonNode value, FilterWork work) {
            work.count(1);
            if (!(value instanceof JsonNode.Obj obj)) {
                return false;
            }
            for (Member member : members) {
                JsonNode found = obj.members().get(member.name());
                if (found == null || !member.value().isIn(found, work)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A number in normal form. */
    record Numeric(String normal) implements Wanted {
        @Override
        public boolean isIn(JsonNode value, FilterWork work) {
            work.count(1);
            return value instanceof JsonNode.Num num && normal.equals(Decimal.normal(num.text()));
        }
    }

    /** Any other scalar. */
    record Same(JsonNode scalar) implements Wanted {
        @Override
        public boolean isIn(JsonNode value, FilterWork work) {
            work.count(1);
            return scalar.equals(value);
        }
    }

    /** An array with these elements, in any order. */
    final class Elements implements Wanted {
        // keyed by String, which is Comparable: a map stays fast even if an attacker makes all hashes collide
        private final Map<String, Integer> strings = new HashMap<>();
        private final Map<String, Integer> numbers = new HashMap<>();
        private final Map<JsonNode, Integer> constants = new HashMap<>();
        private final List<Wanted> nested = new ArrayList<>();

        Elements(List<JsonNode> elements) {
            for (JsonNode element : elements) {
                int next = scalars();
                if (element instanceof JsonNode.Str str) {
                    strings.putIfAbsent(str.value(), next);
                } else if (element instanceof JsonNode.Num num) {
                    numbers.putIfAbsent(Decimal.normal(num.text()), next);
                } else if (element instanceof JsonNode.Bool || element instanceof JsonNode.Nul) {
                    constants.putIfAbsent(element, next);
                } else {
                    nested.add(of(element));
                }
            }
        }

        @Override
        public boolean isIn(JsonNode value, FilterWork work) {
            work.count(1);
            if (!(value instanceof JsonNode.Arr arr)) {
                return false;
            }
            return hasScalars(arr.elements(), work)
                    && nested.stream()
                            .allMatch(
                                    wanted -> arr.elements().stream().anyMatch(element -> wanted.isIn(element, work)));
        }

        private boolean hasScalars(List<JsonNode> elements, FilterWork work) {
            int left = scalars();
            BitSet found = new BitSet(left);
            for (int i = 0; left > 0 && i < elements.size(); i++) {
                work.count(1);
                Integer place = place(elements.get(i));
                if (place != null && !found.get(place)) {
                    found.set(place);
                    left--;
                }
            }
            return left == 0;
        }

        private @Nullable Integer place(JsonNode element) {
            if (element instanceof JsonNode.Str str) {
                return strings.get(str.value());
            } else if (element instanceof JsonNode.Num num) {
                return numbers.isEmpty() ? null : numbers.get(Decimal.normal(num.text()));
            } else if (element instanceof JsonNode.Obj || element instanceof JsonNode.Arr) {
                return null;
            }
            return constants.get(element);
        }

        private int scalars() {
            return strings.size() + numbers.size() + constants.size();
        }
    }
}
