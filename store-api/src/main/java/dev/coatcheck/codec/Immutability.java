package dev.coatcheck.codec;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Decides for one type whether its values are declared to be deeply immutable, so that each collection in them comes back
 * unmodifiable. Whether one of them may be shared is seen on the value alone, see {@link Footprint}. Used once.
 */
final class Immutability {
    private static final Set<Class<?>> CONTAINERS = Set.of(List.class, Set.class, Map.class, Optional.class);

    private final TypeFactory types;
    private final Set<JavaType> underWay = new HashSet<>();

    Immutability(TypeFactory types) {
        this.types = types;
    }

    boolean isImmutable(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw.isEnum() || raw == Locale.class || Faithfulness.isPlain(raw) || isTime(raw)) {
            return true;
        }
        if (CONTAINERS.contains(raw)) {
            return isImmutable(type.getContentType()) && (type.getKeyType() == null || isImmutable(type.getKeyType()));
        }
        if (raw.isRecord()) {
            // a record that contains itself is as immutable as its other parts
            return !underWay.add(type)
                    || Arrays.stream(raw.getRecordComponents())
                            .allMatch(part -> isImmutable(Faithfulness.typeOf(part, type, types)));
        }
        return raw.isInterface()
                && raw.isSealed()
                && Arrays.stream(raw.getPermittedSubclasses()).allMatch(part -> isImmutable(types.constructType(part)));
    }

    private static boolean isTime(Class<?> raw) {
        return raw.getPackageName().equals("java.time") && !raw.isInterface();
    }
}
