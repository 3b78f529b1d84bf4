package dev.coatcheck;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * Carries a generic type: {@code new TypeRef<Map<String, List<Product>>>() {}}.
 *
 * @param <T> the type carried
 */
public abstract class TypeRef<T> {
    private final Type type;

    /** Takes the type from the subclass that the braces make. */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent
                && parent.getRawType() == TypeRef.class)) {
            throw new IllegalArgumentException("a TypeRef needs its type and braces: new TypeRef<List<String>>() {}");
        }
        type = parent.getActualTypeArguments()[0];
    }

    private TypeRef(Type type) {
        this.type = Objects.requireNonNull(type, "type");
    }

    /**
     * Carries a type that is known only when the program runs, such as that of a method's parameter: for frameworks.
     *
     * @param type the type
     * @return a reference to it
     */
    public static TypeRef<?> of(Type type) {
        return new TypeRef<Object>(type) {};
    }

    final Type type() {
        return type;
    }
}
