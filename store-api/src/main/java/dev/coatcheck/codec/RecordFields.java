package dev.coatcheck.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.util.ClassUtil;

/** The fields of a record, which are what it holds; its accessors may return copies of that, or anything else. */
final class RecordFields {
    private static final ClassValue<RecordFields> KNOWN = new ClassValue<>() {
        @Override
        protected RecordFields computeValue(Class<?> type) {
            return new RecordFields(type);
        }
    };

    private final Field[] fields;
    private final boolean isOpen;

    private RecordFields(Class<?> type) {
        fields = Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .toArray(Field[]::new);
        isOpen = open(fields);
    }

    /** Of a record's class. */
    static RecordFields of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** By Jackson, to which an application's module is opened already. */
    private static boolean open(Field[] fields) {
        try {
            for (Field field : fields) {
                ClassUtil.checkAndFixAccess(field, true);
            }
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Whether the fields may be read; not where the record's module is closed to Jackson. */
    boolean areOpen() {
        return isOpen;
    }

    List<Field> all() {
        return List.of(fields);
    }

    static @Nullable Object get(Field field, Object value) {
        try {
            return field.get(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("a field that was opened is closed", e);
        }
    }
}
