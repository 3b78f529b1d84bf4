package dev.coatcheck.servlet.attribute;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.UnreadableValueException;
import dev.coatcheck.UnwritableValueException;
import dev.coatcheck.Values;
import dev.coatcheck.codec.CodecException;
import dev.coatcheck.codec.JsonCodec;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A declared key: plain JSON, the same value that {@code Session.get} gives. What was stored before the key was declared
 * is read too, and written as JSON then.
 */
final class TypedForm<T> implements AttributeForm {
    private final Key<T> key;
    private final SerializedForm before;
    private final JsonCodec codec;
    private final LostAttributes lost;

    TypedForm(Key<T> key, SerializedForm before, JsonCodec codec, LostAttributes lost) {
        this.key = key;
        this.before = before;
        this.codec = codec;
        this.lost = lost;
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(key, before.keys().get(0));
    }

    @Override
    public Held read(Values values) {
        try {
            Optional<T> value = values.get(key);
            return value.isPresent()
                    ? new Held(value.get(), true, storedWhenRead(value.get()), false)
                    : readFromBefore(values);
        } catch (UnreadableValueException | IllegalArgumentException e) {
            lost.warn(key.name(), e.getMessage());
            return Held.LOST;
        }
    }

    private Held readFromBefore(Values values) {
        Held old = before.read(values);
        if (old.value() == null) {
            return old;
        }
        encode(old.value());
        return new Held(old.value(), true, null, true);
    }

    /** What is declared to be immutable comes back so that nobody can change it. */
    private @Nullable Object storedWhenRead(T value) {
        try {
            return codec.isImmutable(key.type()) ? null : encode(value);
        } catch (CodecException e) {
            throw refused(e);
        }
    }

    /** What the application sets may be a list that it still adds to. */
    @Override
    public @Nullable Object stored(Object value) {
        return JsonCodec.isUnchangeable(value) ? null : encode(value);
    }

    private byte[] encode(Object value) {
        try {
            return codec.encode(value, key.type());
        } catch (CodecException e) {
            throw refused(e);
        }
    }

    private IllegalArgumentException refused(Exception e) {
        return new IllegalArgumentException(
                "session attribute \"" + key.name() + "\" has the declared key " + key + ": " + e.getMessage(), e);
    }

    @Override
    public boolean isUnchanged(Held held, Object value, @Nullable Object now) {
        if (held.isToBeWritten()) {
            return false;
        }
        if (now instanceof byte[] bytes) {
            return held.stored() instanceof byte[] stored && Arrays.equals(bytes, stored);
        }
        return now == null && value.equals(held.value());
    }

    @Override
    @SuppressWarnings("unchecked") // what is of another type is refused when it is encoded
    public void put(Batch batch, Object value, @Nullable Object stored) {
        try {
            batch.put(key, (T) value);
        } catch (UnwritableValueException e) {
            throw refused(e);
        }
        before.remove(batch);
    }

    @Override
    public void remove(Batch batch) {
        batch.remove(key);
        before.remove(batch);
    }

    @Override
    public boolean isLasting() {
        return key.timeToLive().isPresent();
    }

    @Override
    public boolean canListen() {
        return key.type() instanceof Class<?> type && HttpSessionBindingListener.class.isAssignableFrom(type);
    }
}
