package dev.coatcheck.servlet.attribute;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.Values;
import dev.coatcheck.codec.JsonCodec;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The attributes of all sessions: which are typed by a declared key, and which are there. Immutable, thread-safe. */
public final class Attributes {
    private static final int MOST_KNOWN = 1_000;
    private static final int LONGEST_KNOWN = 200;

    private final Map<String, AttributeForm> typed = new HashMap<>();
    /** Of untyped attributes, as applications have some dozens of names; one that makes up more goes without. */
    private final Map<String, AttributeForm> known = new ConcurrentHashMap<>();

    private final Serialization serialization;
    private final LostAttributes lost = new LostAttributes();

    /**
     * With these keys, and these classes for what has none.
     *
     * @param declared the attributes that are typed, by their names
     * @param allowed of what others may be made
     * @param maxBytes the largest JSON of one value
     * @throws IllegalArgumentException if two keys have one name, or a name is one that untyped attributes have
     */
    public Attributes(Collection<Key<?>> declared, AllowedClasses allowed, long maxBytes) {
        this.serialization = new Serialization(allowed);
        JsonCodec codec = new JsonCodec(maxBytes, Long.MAX_VALUE);
        for (Key<?> key : declared) {
            if (key.name().startsWith(AttributeName.PREFIX)) {
                throw new IllegalArgumentException("key " + key + " cannot be an attribute's: names that begin with "
                        + AttributeName.PREFIX + " are those of attributes without a key");
            }
            AttributeForm form = new TypedForm<>(key, serialized(key.name()), codec, lost);
            if (typed.put(key.name(), form) != null) {
                throw new IllegalArgumentException("two keys are declared for the attribute \"" + key.name() + "\"");
            }
        }
    }

    private SerializedForm serialized(String attribute) {
        return new SerializedForm(attribute, serialization, lost);
    }

    /**
     * The form of an attribute.
     *
     * @param attribute its name
     * @return its declared key's, or serialised
     */
    public AttributeForm form(String attribute) {
        AttributeForm form = typed.getOrDefault(attribute, known.get(attribute));
        if (form != null) {
            return form;
        }
        AttributeForm made = serialized(attribute);
        if (known.size() < MOST_KNOWN && attribute.length() <= LONGEST_KNOWN) {
            known.put(attribute, made);
        }
        return made;
    }

    /**
     * Whether an attribute's value need not be compared at the request's end.
     *
     * @param held what was read
     * @return whether nothing in it can change, and it stands as it should
     */
    public static boolean isSettled(Held held) {
        Object value = held.value();
        return value == null
                || (!held.isToBeWritten() && (held.stored() == null || SerializedForm.isUnchangeable(value)));
    }

    /**
     * The names of the attributes among a session's values.
     *
     * @param session to ask where long names stand
     * @param valueNames the names of all values
     * @return a new set, in order
     */
    public Set<String> names(Session session, Set<String> valueNames) {
        Set<String> names = new TreeSet<>();
        Set<Key<String>> longNames = new HashSet<>();
        for (String name : valueNames) {
            if (AttributeName.isShort(name)) {
                AttributeName.decode(name).ifPresent(names::add);
            } else if (AttributeName.isOfName(name)) {
                longNames.add(Key.of(name, String.class));
            } else if (typed.containsKey(name)) {
                names.add(name);
            }
        }
        if (!longNames.isEmpty()) {
            Values values = session.getAll(longNames.toArray(Key<?>[]::new));
            longNames.forEach(key -> longName(values, key)
                    .filter(name -> valueNames.contains(AttributeName.ofValue(name)))
                    .ifPresent(names::add));
        }
        return names;
    }

    /** Empty where something else stands there than what is written here. */
    private Optional<String> longName(Values values, Key<String> key) {
        try {
            Optional<String> name = values.get(key);
            if (name.flatMap(AttributeName::ofName).equals(name.isEmpty() ? Optional.empty() : Optional.of(key))) {
                return name;
            }
            lost.warn(key.name(), "no attribute's name stands there");
        } catch (UnreadableValueException e) {
            lost.warn(key.name(), e.getMessage());
        }
        return Optional.empty();
    }
}
