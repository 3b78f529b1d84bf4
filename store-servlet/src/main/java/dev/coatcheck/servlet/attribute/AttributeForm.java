package dev.coatcheck.servlet.attribute;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the values of one attribute stand in a session. Immutable. */
public sealed interface AttributeForm permits TypedForm, SerializedForm {

    /**
     * What to read for the attribute's value.
     *
     * @return some keys
     */
    List<Key<?>> keys();

    /**
     * The attribute in what was read.
     *
     * @param values at least those of {@link #keys}
     * @return the attribute; one that cannot be read is lost, which is logged
     */
    Held read(Values values);

    /**
     * What a value would look like in the store.
     *
     * @param value of the attribute
     * @return something to compare, or null where values of this kind cannot change
     * @throws IllegalArgumentException if it cannot be stored
     */
    @Nullable
    Object stored(Object value);

    /**
     * Whether a value that was read, and perhaps changed by who read it, is as it was.
     *
     * @param held what was read or set
     * @param value the value now
     * @param now what {@link #stored} gives for it
     * @return whether the store has it already
     */
    boolean isUnchanged(Held held, Object value, @Nullable Object now);

    /**
     * Puts a value.
     *
     * @param batch the changes to make
     * @param value of the attribute
     * @param stored what {@link #stored} has given for it
     * @throws IllegalArgumentException if it cannot be stored
     */
    void put(Batch batch, Object value, @Nullable Object stored);

    /**
     * Removes the attribute.
     *
     * @param batch the changes to make
     */
    void remove(Batch batch);

    /**
     * Whether values have a time to live of their own, which starts anew with each put.
     *
     * @return false where they live as long as their session
     */
    boolean isLasting();

    /**
     * Whether a value may want to be told that it is bound or unbound.
     *
     * @return false where the type tells that none does
     */
    boolean canListen();
}
