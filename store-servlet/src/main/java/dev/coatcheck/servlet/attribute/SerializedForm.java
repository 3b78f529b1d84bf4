package dev.coatcheck.servlet.attribute;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.Values;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the servlet specification asks of distributable sessions: any serialisable object, as one text. */
final class SerializedForm implements AttributeForm {
    private static final Set<Class<?>> UNCHANGEABLE = Set.of(
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
            UUID.class);

    private final String attribute;
    private final Key<String> key;
    private final Optional<Key<String>> nameKey;
    private final Serialization serialization;
    private final LostAttributes lost;

    SerializedForm(String attribute, Serialization serialization, LostAttributes lost) {
        this.attribute = attribute;
        this.key = Key.of(AttributeName.ofValue(attribute), String.class);
        this.nameKey = AttributeName.ofName(attribute);
        this.serialization = serialization;
        this.lost = lost;
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(key);
    }

    @Override
    public Held read(Values values) {
        try {
            Optional<String> text = values.get(key);
            return text.isPresent() ? new Held(serialization.read(text.get()), true, text.get(), false) : Held.ABSENT;
        } catch (LostAttributeException | UnreadableValueException e) {
            lost.warn(attribute, e.getMessage());
            return Held.LOST;
        }
    }

    @Override
    public Object stored(Object value) {
        return serialization.write(attribute, value);
    }

    @Override
    public boolean isUnchanged(Held held, Object value, @Nullable Object now) {
        if (held.stored() == null || now == null) {
            return false;
        }
        return held.stored().equals(now) || isSameWrittenAgain(held.stored(), now);
    }

    /** A copy may be written differently from its original, a hash set's order among others, with nothing changed in it. */
    private boolean isSameWrittenAgain(Object before, Object now) {
        try {
            return serialization
                    .write(attribute, serialization.read((String) before))
                    .equals(now);
        } catch (LostAttributeException | IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void put(Batch batch, Object value, @Nullable Object stored) {
        batch.put(key, (String) (stored == null ? stored(value) : stored));
        nameKey.ifPresent(name -> batch.put(name, attribute));
    }

    @Override
    public void remove(Batch batch) {
        batch.remove(key);
        nameKey.ifPresent(batch::remove);
    }

    @Override
    public boolean isLasting() {
        return false;
    }

    @Override
    public boolean canListen() {
        return true;
    }

    /** Whether nothing in a value can change, so that it need not be compared. */
    static boolean isUnchangeable(Object value) {
        return UNCHANGEABLE.contains(value.getClass()) || value instanceof Enum;
    }
}
