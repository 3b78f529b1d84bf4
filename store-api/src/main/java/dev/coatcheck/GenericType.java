package dev.coatcheck;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code Raw<Arguments>}, equal to the same type as the compiler wrote it down. */
final class GenericType implements ParameterizedType {
    private final Class<?> raw;
    private final List<Type> arguments;

    GenericType(Class<?> raw, Type... arguments) {
        this.raw = raw;
        this.arguments = List.of(arguments);
    }

    @Override
    public Type[] getActualTypeArguments() {
        return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
        return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return raw.getDeclaringClass();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ParameterizedType that
                        && raw.equals(that.getRawType())
                        && Arrays.equals(getActualTypeArguments(), that.getActualTypeArguments()));
    }

    /** The formula of the JDK's own implementation, so that equal types have equal hashes. */
    @Override
    public int hashCode() {
        return Arrays.hashCode(getActualTypeArguments()) ^ raw.hashCode();
    }

    @Override
    public String toString() {
        return arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", raw.getName() + "<", ">"));
    }
}
