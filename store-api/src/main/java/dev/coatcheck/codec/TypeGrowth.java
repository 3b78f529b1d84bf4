package dev.coatcheck.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Finds types whose parts are ever larger types, as in {@code record R<T>(R<List<T>> next)}: what is worked out once per
 * type would never end with such. Used once.
 */
final class TypeGrowth {
    /** More than anybody writes; a type that grows passes it at once. */
    private static final int MOST_NESTED = 32;

    private final TypeFactory types;
    private final Set<JavaType> seen = new HashSet<>();

    TypeGrowth(TypeFactory types) {
        this.types = types;
    }

    boolean isEndless(JavaType type) {
        if (!seen.add(type)) {
            return false;
        }
        return nested(type) > MOST_NESTED || parts(type).anyMatch(this::isEndless);
    }

    private static int nested(JavaType type) {
        return 1
                + type.getBindings().getTypeParameters().stream()
                        .mapToInt(TypeGrowth::nested)
                        .max()
                        .orElse(0);
    }

    private Stream<JavaType> parts(JavaType type) {
        Stream<JavaType> parts = type.getBindings().getTypeParameters().stream();
        if (type.isArrayType()) {
            return Stream.of(type.getContentType());
        }
        Class<?> raw = type.getRawClass();
        if (raw.isPrimitive() || raw.isEnum() || raw.getName().startsWith("java.")) {
            return parts;
        }
        Stream<JavaType> parents = type.getSuperClass() == null ? Stream.of() : Stream.of(type.getSuperClass());
        return Stream.of(parts, parents, subclasses(raw), fields(raw).map(field -> resolved(field, type)))
                .flatMap(all -> all);
    }

    private Stream<JavaType> subclasses(Class<?> raw) {
        return raw.isSealed() ? Arrays.stream(raw.getPermittedSubclasses()).map(types::constructType) : Stream.of();
    }

    private JavaType resolved(Type part, JavaType type) {
        return types.resolveMemberType(part, type.getBindings());
    }

    private static Stream<Type> fields(Class<?> raw) {
        try {
            return List.of(raw.getDeclaredFields()).stream()
                    .filter(field -> (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0)
                    .map(Field::getGenericType);
        } catch (LinkageError e) {
            // a class that is not there is part of no value
            return Stream.of();
        }
    }
}
