package dev.coatcheck.codec;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.Set;
import java.util.UUID;

/** What objects of one class are to a {@link Footprint}; worked out once per class. */
@FunctionalInterface
interface ObjectKind {
    /** Adds an object and what it holds; false where anything in it can be changed. */
    boolean add(Object value, Footprint walk);

    /** Of a class, without its subclasses. */
    static ObjectKind of(Class<?> type) {
        return Kinds.KNOWN.get(type);
    }

    /** Where they are worked out. */
    final class Kinds {
        private static final ClassValue<ObjectKind> KNOWN = new ClassValue<>() {
            @Override
            protected ObjectKind computeValue(Class<?> type) {
                return made(type);
            }
        };

        private static final ObjectKind CHANGEABLE = (value, walk) -> false;
        private static final ObjectKind SHARED_BY_ALL = (value, walk) -> true;

        /** Of 128 values and more, each has an object of its own. */
        private static final int CACHED = 128;

        /** A {@code BigDecimal} of fewer digits has no {@code BigInteger} in it. */
        private static final int DIGITS_OF_A_LONG = 18;

        private static final Map<Class<?>, ObjectKind> PLAIN = Map.ofEntries(
                Map.entry(Boolean.class, SHARED_BY_ALL),
                Map.entry(Byte.class, SHARED_BY_ALL),
                Map.entry(Currency.class, SHARED_BY_ALL),
                Map.entry(Character.class, (value, walk) -> walk.add((Character) value < CACHED ? 0 : 16)),
                Map.entry(Short.class, (value, walk) -> walk.add(isCached((Short) value) ? 0 : 16)),
                Map.entry(Integer.class, (value, walk) -> walk.add(isCached((Integer) value) ? 0 : 16)),
                Map.entry(Long.class, (value, walk) -> walk.add(isCached((Long) value) ? 0 : 24)),
                Map.entry(Float.class, sized(16)),
                Map.entry(Double.class, sized(24)),
                Map.entry(UUID.class, sized(32)),
                Map.entry(Locale.class, sized(64)),
                Map.entry(OptionalInt.class, sized(24)),
                Map.entry(OptionalLong.class, sized(24)),
                Map.entry(OptionalDouble.class, sized(24)),
                Map.entry(
                        Optional.class, (value, walk) -> walk.add(16) && walk.add(((Optional<?>) value).orElse(null))),
                Map.entry(BigInteger.class, (value, walk) -> walk.add(ofInteger((BigInteger) value))),
                Map.entry(BigDecimal.class, (value, walk) -> walk.add(ofDecimal((BigDecimal) value))),
                Map.entry(URI.class, (value, walk) -> walk.add(ofUri(value.toString()))),
                Map.entry(LocalDateTime.class, sized(72)),
                Map.entry(OffsetDateTime.class, sized(96)),
                Map.entry(ZonedDateTime.class, sized(120)),
                Map.entry(OffsetTime.class, sized(48)));

        private Kinds() {}

        private static ObjectKind made(Class<?> type) {
            ObjectKind plain = PLAIN.get(type);
            if (plain != null) {
                return plain;
            }
            if (Enum.class.isAssignableFrom(type)) {
                return SHARED_BY_ALL;
            }
            if (type.getPackageName().equals("java.time")) {
                return sized(24);
            }
            return type.isRecord() ? ofRecord(RecordFields.of(type)) : ofCollection(type);
        }

        private static ObjectKind sized(long bytes) {
            return (value, walk) -> walk.add(bytes);
        }

        private static boolean isCached(long number) {
            return number >= -CACHED && number < CACHED;
        }

        private static long ofInteger(BigInteger number) {
            return HeapLayout.object(24) + HeapLayout.array(number.bitLength() / 32 * 4L + 4);
        }

        private static long ofDecimal(BigDecimal number) {
            return HeapLayout.object(28)
                    + (number.precision() <= DIGITS_OF_A_LONG ? 0 : ofInteger(number.unscaledValue()));
        }

        /** Its text, and the parts of it as texts of their own. */
        private static long ofUri(String text) {
            return HeapLayout.object(56) + 2 * Footprint.ofString(text) + 4 * HeapLayout.string(0, true);
        }

        private static ObjectKind ofRecord(RecordFields fields) {
            if (!fields.areOpen()) {
                return CHANGEABLE;
            }
            long own = HeapLayout.object(
                    fields.all().stream().mapToLong(HeapLayout::field).sum());
            Field[] parts = fields.all().stream()
                    .filter(field -> !field.getType().isPrimitive())
                    .toArray(Field[]::new);
            return (value, walk) -> {
                walk.add(own);
                for (Field part : parts) {
                    if (!walk.add(RecordFields.get(part, value))) {
                        return false;
                    }
                }
                return true;
            };
        }

        private static ObjectKind ofCollection(Class<?> type) {
            boolean isFixed = isFixed(type);
            if (!isFixed && !isWrapper(type)) {
                return CHANGEABLE;
            }
            if (Map.class.isAssignableFrom(type)) {
                return (value, walk) -> {
                    Map<?, ?> map = (Map<?, ?>) value;
                    int size = map.size();
                    return walk.add(isFixed ? HeapLayout.fixedMap(size) : HeapLayout.wrappedMap(size))
                            && (size == 0 || walk.addEntries(map));
                };
            }
            if (Set.class.isAssignableFrom(type)) {
                return (value, walk) -> {
                    Set<?> set = (Set<?>) value;
                    int size = set.size();
                    return walk.add(isFixed ? HeapLayout.fixedSet(size) : HeapLayout.wrappedSet(size))
                            && (size == 0 || walk.addAll(set));
                };
            }
            return Collection.class.isAssignableFrom(type) ? ofList(type, isFixed) : CHANGEABLE;
        }

        private static ObjectKind ofList(Class<?> type, boolean isFixed) {
            boolean isRandomAccess = List.class.isAssignableFrom(type) && RandomAccess.class.isAssignableFrom(type);
            return (value, walk) -> {
                Collection<?> elements = (Collection<?>) value;
                int size = elements.size();
                return walk.add(isFixed ? HeapLayout.fixedList(size) : HeapLayout.wrappedList(size))
                        && (isRandomAccess ? walk.addInTurn((List<?>) value) : walk.addAll(elements));
            };
        }

        /** By the name, since these classes of the JDK can be told in no other way. */
        private static boolean isFixed(Class<?> type) {
            String name = type.getSimpleName();
            return type.getNestHost() == List.of().getClass().getNestHost()
                    || (type.getNestHost() == Collections.class
                            && (name.startsWith("Empty") || name.startsWith("Singleton")));
        }

        /** What it wraps was made by Jackson, or by a constructor in some such way. */
        private static boolean isWrapper(Class<?> type) {
            return type.getNestHost() == Collections.class
                    && type.getSimpleName().startsWith("Unmodifiable");
        }
    }
}
