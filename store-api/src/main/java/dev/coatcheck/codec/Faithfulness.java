package dev.coatcheck.codec;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Decides for one type whether each of its values comes back equal from JSON, by its structure alone: the values of any
 * other are read back when they are put. Rather no than yes: a wrong no costs time, a wrong yes a value. Used once.
 */
final class Faithfulness {
    private static final Set<Class<?>> PLAIN = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class,
            URI.class,
            Currency.class,
            Instant.class,
            Duration.class,
            Period.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Year.class,
            YearMonth.class,
            MonthDay.class);

    /** Arrays of these are not trusted: they are texts, more or less. */
    private static final Set<Class<?>> TEXTS = Set.of(char.class, Character.class);

    private static final Set<Class<?>> NAMES = Set.of(
            String.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            UUID.class,
            LocalDate.class,
            Instant.class);
    private static final Set<Class<?>> CONTAINERS = Set.of(
            List.class,
            ArrayList.class,
            Set.class,
            HashSet.class,
            LinkedHashSet.class,
            Map.class,
            HashMap.class,
            LinkedHashMap.class);

    private final TypeFactory types;
    private final Set<JavaType> underWay = new HashSet<>();

    Faithfulness(TypeFactory types) {
        this.types = types;
    }

    /** Of a value by itself, or a record's component: nowhere else is an empty {@code Optional} told from null. */
    boolean isFaithful(JavaType type) {
        if (type.hasRawClass(Optional.class)) {
            return isFaithfulPart(type.getContentType());
        }
        return isFaithfulPart(type);
    }

    private boolean isFaithfulPart(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (isPlain(raw)) {
            return true;
        }
        if (raw.isEnum()) {
            return JacksonMarks.isPlainEnum(raw);
        }
        if (raw.isArray()) {
            return !TEXTS.contains(type.getContentType().getRawClass()) && isFaithfulPart(type.getContentType());
        }
        if (CONTAINERS.contains(raw)) {
            return isFaithfulPart(type.getContentType()) && (type.getKeyType() == null || isName(type.getKeyType()));
        }
        if (raw.isRecord()) {
            return !underWay.add(type) || (JacksonMarks.isPlainRecord(raw) && areFaithful(type));
        }
        return JacksonMarks.isClosed(raw)
                && Arrays.stream(raw.getPermittedSubclasses())
                        .allMatch(part -> isFaithfulPart(types.constructType(part)));
    }

    /** Whether its values are immutable, have no parts, and come back equal. */
    static boolean isPlain(Class<?> type) {
        return type.isPrimitive() || PLAIN.contains(type);
    }

    private static boolean isName(JavaType key) {
        Class<?> raw = key.getRawClass();
        return NAMES.contains(raw) || (raw.isEnum() && JacksonMarks.isPlainEnum(raw));
    }

    private boolean areFaithful(JavaType record) {
        return Arrays.stream(record.getRawClass().getRecordComponents())
                .allMatch(part -> isFaithful(typeOf(part, record, types)));
    }

    /** The type of a record's component, whose type variables are those of this record type. */
    static JavaType typeOf(RecordComponent part, JavaType record, TypeFactory types) {
        return types.resolveMemberType(part.getGenericType(), record.getBindings());
    }
}
