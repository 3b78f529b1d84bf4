package dev.coatcheck;

import dev.coatcheck.internal.value.Answers;
import java.util.Objects;
import java.util.Optional;

/**
 * Several values of one session, all as of the same moment. Each is decoded when it is asked for, so the others can be
 * read even if one of them is unreadable. Immutable.
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
     * @return the value, or empty where there was none, or the session was over
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
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
     * @throws UnreadableValueException if the stored value cannot be read as the key's type
     * @throws IllegalArgumentException for a key that was not read
     */
    public <T> T get(Key<T> key, T fallback) {
        Objects.requireNonNull(fallback, "fallback");
        return get(key).orElse(fallback);
    }

    /**
     * Whether the session was live when the values were read: whether what is empty here is absent, or over with its
     * session.
     *
     * @return false where the session was over, or never was
     */
    public boolean isOfLiveSession() {
        return answers.isOfLiveSession();
    }

    /** The keys that were read; never the values. */
    @Override
    public String toString() {
        return "values of " + answers.keys();
    }
}
