package dev.coatcheck;

import dev.coatcheck.internal.value.Answers;
import java.util.Objects;
import java.util.Optional;

/**
 * Several values of one session, all as of one moment. Each is decoded when it is asked for, so one that cannot be read
 * does not hide the others. Immutable and thread-safe.
 */
public final class Values {
    private final Answers answers;

    Values(Answers answers) {
        this.answers = answers;
    }

    /**
     * The value under a key.
     *
     * @param key one of the keys that were read
     * @param <T> the value's type
     * @return empty where there was no such value, or the session was over
     * @throws UnreadableValueException if it is not of the key's type
     * @throws IllegalArgumentException for a key that was not read
     */
    public <T> Optional<T> get(Key<T> key) {
        return answers.get(Objects.requireNonNull(key, "key"));
    }

    /**
     * The value under a key, or a fallback, which is not stored.
     *
     * @param key one of the keys that were read
     * @param fallback what to return where there is no value
     * @param <T> the value's type
     * @return the value or the fallback
     * @throws UnreadableValueException if the value is not of the key's type
     * @throws IllegalArgumentException for a key that was not read
     */
    public <T> T get(Key<T> key, T fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return get(key).orElse(fallback);
    }

    /** The keys that were read; never the values. */
    @Override
    public String toString() {
        return "values of " + answers.keys();
    }
}
