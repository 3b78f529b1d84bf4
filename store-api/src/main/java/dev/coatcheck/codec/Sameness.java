package dev.coatcheck.codec;

import java.lang.reflect.Array;
import java.net.URL;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares a value with what was read back of it: collections, arrays and records by their parts, anything else by its
 * own equality or, where its class defines none, by its class alone.
 */
final class Sameness {
    private static final Optional<String> SAME = Optional.empty();

    private static final ClassValue<Boolean> DEFINES_EQUALITY = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            try {
                return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("a class without equals", e);
            }
        }
    };

    private Sameness() {}

    /** In which way what was read back differs, told without any part of the value; empty where it does not. */
    @SuppressWarnings("ReferenceEquality") // the very same is the same, whatever its equals says
    static Optional<String> difference(@Nullable Object value, @Nullable Object back) {
        if (value == back) {
            return SAME;
        }
        if (value == null || back == null) {
            return unlike(value, back);
        }
        if (value instanceof Map<?, ?> map) {
            return back instanceof Map<?, ?> other ? ofMaps(map, other) : unlike(value, back);
        }
        if (value instanceof Set<?> set) {
            return back instanceof Set<?> other ? ofSets(set, other) : unlike(value, back);
        }
        if (value instanceof Collection<?> elements && (elements instanceof List || !definesEquality(value))) {
            return back instanceof Collection<?> other && (back instanceof List || !(elements instanceof List))
                    ? ofElements(elements, other)
                    : unlike(value, back);
        }
        if (value.getClass().isArray()) {
            return value.getClass() == back.getClass() ? ofArrays(value, back) : unlike(value, back);
        }
        if (value instanceof Optional<?> content) {
            return back instanceof Optional<?> other
                    ? difference(content.orElse(null), other.orElse(null))
                    : unlike(value, back);
        }
        return ofPlain(value, back);
    }

    private static Optional<String> ofPlain(Object value, Object back) {
        if (value instanceof URL address && back instanceof URL other) {
            // their own equality asks the network
            return address.toExternalForm().equals(other.toExternalForm()) ? SAME : unlike(value, back);
        }
        if (definesEquality(value) ? value.equals(back) : value.getClass() == back.getClass()) {
            return SAME;
        }
        // a record's own equality tells arrays apart that have the same elements
        return value.getClass().isRecord() && value.getClass() == back.getClass()
                ? ofRecords(value, back)
                : unlike(value, back);
    }

    private static boolean definesEquality(Object value) {
        return DEFINES_EQUALITY.get(value.getClass());
    }

    private static Optional<String> ofRecords(Object value, Object back) {
        RecordFields fields = RecordFields.of(value.getClass());
        if (!fields.areOpen()) {
            return unlike(value, back);
        }
        return fields.all().stream()
                .map(field -> difference(RecordFields.get(field, value), RecordFields.get(field, back)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> ofMaps(Map<?, ?> map, Map<?, ?> back) {
        if (map.size() != back.size()) {
            return ofSizes(map.size(), back.size());
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!back.containsKey(entry.getKey())) {
                return Optional.of("not every key of a map would be there again");
            }
            Optional<String> difference = difference(entry.getValue(), back.get(entry.getKey()));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return SAME;
    }

    private static Optional<String> ofSets(Set<?> set, Set<?> back) {
        if (set.size() != back.size()) {
            return ofSizes(set.size(), back.size());
        }
        for (Object element : set) {
            if (!back.contains(element) && (element == null || definesEquality(element))) {
                return Optional.of("not every element of a set would be there again");
            }
        }
        return SAME;
    }

    private static Optional<String> ofElements(Collection<?> elements, Collection<?> back) {
        if (elements.size() != back.size()) {
            return ofSizes(elements.size(), back.size());
        }
        Iterator<?> others = back.iterator();
        for (Object element : elements) {
            Optional<String> difference = difference(element, others.next());
            if (difference.isPresent()) {
                return difference;
            }
        }
        return SAME;
    }

    private static Optional<String> ofArrays(Object array, Object back) {
        int length = Array.getLength(array);
        if (length != Array.getLength(back)) {
            return ofSizes(length, Array.getLength(back));
        }
        for (int i = 0; i < length; i++) {
            Optional<String> difference = difference(Array.get(array, i), Array.get(back, i));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return SAME;
    }

    private static Optional<String> ofSizes(int size, int back) {
        return Optional.of("of " + size + " parts there would be " + back);
    }

    private static Optional<String> unlike(@Nullable Object value, @Nullable Object back) {
        return Optional.of(
                value != null && back != null && value.getClass() == back.getClass()
                        ? "a " + nameOf(value) + " would come back unequal"
                        : "a " + nameOf(value) + " would come back as a " + nameOf(back));
    }

    private static String nameOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getTypeName();
    }
}
