package dev.coatcheck.servlet;

import dev.coatcheck.Batch;
import dev.coatcheck.Key;
import dev.coatcheck.Values;
import dev.coatcheck.servlet.attribute.AttributeForm;
import dev.coatcheck.servlet.attribute.Attributes;
import dev.coatcheck.servlet.attribute.Held;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The attributes that a request has read or set, and what has become of them since. Not thread-safe. */
final class HeldAttributes {
    private final Attributes attributes;
    private final Map<String, Held> held = new HashMap<>();

    HeldAttributes(Attributes attributes) {
        this.attributes = attributes;
    }

    /** What was read or set of one; null where it was not. */
    @Nullable
    Held get(String name) {
        return held.get(name);
    }

    void put(String name, Held now) {
        held.put(name, now);
    }

    /** What to read for those that were not read yet. */
    List<Key<?>> keysOfUnread(Collection<String> names) {
        List<Key<?>> keys = new ArrayList<>();
        names.stream()
                .filter(name -> !held.containsKey(name))
                .forEach(name -> keys.addAll(attributes.form(name).keys()));
        return keys;
    }

    /** Those that were not read yet, in what was read for them; each that is there is told. */
    void read(Collection<String> names, Values values, Consumer<Object> whenRead) {
        for (String name : names) {
            if (!held.containsKey(name)) {
                Held found = attributes.form(name).read(values);
                held.put(name, found);
                if (found.value() != null) {
                    whenRead.accept(found.value());
                }
            }
        }
    }

    /**
     * Puts those that are others now into a batch.
     *
     * @param beforeStored is told each that is compared
     * @param refused takes what was thrown for those that cannot be stored
     * @return how they stand in the store once the batch is committed
     */
    Map<String, Held> putChanged(Batch batch, Consumer<Object> beforeStored, List<RuntimeException> refused) {
        Map<String, Held> changed = new HashMap<>();
        // a copy: who is told may look at attributes, or set some
        Map.copyOf(held).forEach((name, was) -> {
            try {
                putIfChanged(batch, name, was, beforeStored).ifPresent(now -> changed.put(name, now));
            } catch (RuntimeException e) {
                // one that cannot be written, or that another thread is just changing, costs no other
                refused.add(e);
            }
        });
        return changed;
    }

    private Optional<Held> putIfChanged(Batch batch, String name, Held was, Consumer<Object> beforeStored) {
        Object value = was.value();
        if (value == null || Attributes.isSettled(was)) {
            return Optional.empty();
        }
        beforeStored.accept(value);
        AttributeForm form = attributes.form(name);
        Object now = form.stored(value);
        if (form.isUnchanged(was, value, now)) {
            return Optional.empty();
        }
        form.put(batch, value, now);
        return Optional.of(new Held(value, true, now, false));
    }

    void putAll(Map<String, Held> changed) {
        held.putAll(changed);
    }
}
