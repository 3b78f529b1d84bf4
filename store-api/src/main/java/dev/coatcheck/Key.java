package dev.coatcheck;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name and the type of a value in a session. Keys are made once and kept in constants:
 *
 * <pre>{@code
 * static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);
 * }</pre>
 *
 * <p>Immutable. Two keys are equal if their names and types are; the time to live does not matter.
 *
 * @param <T> the value's type
 */
public final class Key<T> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private final String name;
    private final Type type;
    private final @Nullable Duration timeToLive;

    private Key(String name, Type type, @Nullable Duration timeToLive) {
        this.name = name;
        this.type = type;
        this.timeToLive = timeToLive;
    }

    /**
     * A key for values of a plain type.
     *
     * @param name 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param type the values' type
     * @param <T> the values' type
     * @return the key
     * @throws IllegalArgumentException for any other name
     */
    public static <T> Key<T> of(String name, Class<T> type) {
        return checked(name, Objects.requireNonNull(type, "type"));
    }

    /**
     * A key for values of a generic type.
     *
     * @param name 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param type the values' type
     * @param <T> the values' type
     * @return the key
     * @throws IllegalArgumentException for any other name, and for a type with a type variable
     */
    public static <T> Key<T> of(String name, TypeRef<T> type) {
        return checked(name, Objects.requireNonNull(type, "type").type());
    }

    /**
     * A key for lists.
     *
     * @param name 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param element the elements' type
     * @param <E> the elements' type
     * @return the key
     * @throws IllegalArgumentException for any other name
     */
    public static <E> Key<List<E>> listOf(String name, Class<E> element) {
        return checked(name, new GenericType(List.class, Objects.requireNonNull(element, "element")));
    }

    /**
     * A key for sets.
     *
     * @param name 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param element the elements' type
     * @param <E> the elements' type
     * @return the key
     * @throws IllegalArgumentException for any other name
     */
    public static <E> Key<Set<E>> setOf(String name, Class<E> element) {
        return checked(name, new GenericType(Set.class, Objects.requireNonNull(element, "element")));
    }

    /**
     * A key for maps.
     *
     * @param name 1 to 128 characters of {@code A-Z a-z 0-9 . _ -}
     * @param key the type of the maps' keys; JSON must be able to write them as property names
     * @param value the type of the maps' values
     * @param <K> the type of the maps' keys
     * @param <V> the type of the maps' values
     * @return the key
     * @throws IllegalArgumentException for any other name
     */
    public static <K, V> Key<Map<K, V>> mapOf(String name, Class<K> key, Class<V> value) {
        return checked(
                name,
                new GenericType(Map.class, Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value")));
    }

    private static <T> Key<T> checked(String name, Type type) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException("a key's name is 1 to 128 characters of A-Z a-z 0-9 . _ -, this one has "
                    + name.length() + " characters: " + printable(name));
        }
        if (!isComplete(type)) {
            throw new IllegalArgumentException("the type of key \"" + name + "\" has a type variable or wildcard: "
                    + type.getTypeName() + "; name each type in full");
        }
        return new Key<>(name, type, null);
    }

    private static boolean isComplete(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).allMatch(Key::isComplete);
        }
        if (type instanceof GenericArrayType array) {
            return isComplete(array.getGenericComponentType());
        }
        return !(type instanceof TypeVariable<?> || type instanceof WildcardType);
    }

    private static String printable(String name) {
        String start = name.length() <= 40 ? name : name.substring(0, 40) + "...";
        return '"' + start.replaceAll("[^ -~]", "?") + '"';
    }

    /**
     * The same key with a time to live: each value that is put under it lives that long, or as long as its session if
     * that ends before.
     *
     * @param timeToLive more than zero
     * @return a key with this time to live, equal to this one
     * @throws IllegalArgumentException for zero or less
     */
    public Key<T> lasting(Duration timeToLive) {
        return new Key<>(name, type, positive(timeToLive));
    }

    static Duration positive(Duration timeToLive) {
        if (Objects.requireNonNull(timeToLive, "timeToLive").isNegative() || timeToLive.isZero()) {
            throw new IllegalArgumentException("a time to live is more than zero, this one is " + timeToLive
                    + "; to take a value away, remove it");
        }
        return timeToLive;
    }

    /**
     * The time to live that {@link #lasting} was given, as a put without one of its own uses it. Public like {@link
     * #name()} and {@link #type()}: what is built on sessions, such as a cache, sees all that a key says.
     *
     * @return empty where values live as long as their session
     */
    public Optional<Duration> timeToLive() {
        return Optional.ofNullable(timeToLive);
    }

    /**
     * The name of the value in its session.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * The value's type.
     *
     * @return a class, or a generic type with all its arguments
     */
    public Type type() {
        return type;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Key<?> that && name.equals(that.name) && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + type.hashCode();
    }

    @Override
    public String toString() {
        return name + ": " + type.getTypeName();
    }
}
