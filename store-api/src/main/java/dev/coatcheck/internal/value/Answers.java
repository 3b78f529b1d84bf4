package dev.coatcheck.internal.value;

import dev.coatcheck.Key;
import dev.coatcheck.internal.hot.HotLookup;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.internal.metrics.SessionMetrics;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a read has found of several values, as of one moment. Each is decoded when it is asked for. Thread-safe. */
public final class Answers {
    private final Map<Key<?>, Answer> answers;
    private final boolean isOfLiveSession;
    private final ValueCodec codec;
    private final SessionMetrics metrics;

    private Answers(Map<Key<?>, Answer> answers, boolean isOfLiveSession, ValueCodec codec, SessionMetrics metrics) {
        this.answers = answers;
        this.isOfLiveSession = isOfLiveSession;
        this.codec = codec;
        this.metrics = metrics;
    }

    /** The value of one of the keys that were read. */
    public <T> Optional<T> get(Key<T> key) {
        Answer answer = answers.get(key);
        if (answer == null) {
            throw new IllegalArgumentException("key " + key + " was not among those read: " + keys());
        }
        Optional<T> value = answer.value(key, codec);
        value.ifPresent(found -> metrics.retrieved(key.name(), found));
        return value;
    }

    /** Whether there was a session to read from. */
    public boolean isOfLiveSession() {
        return isOfLiveSession;
    }

    /** The keys that were read. */
    public Set<Key<?>> keys() {
        return answers.keySet();
    }

    /** Asks for the values of some keys. For one thread. */
    static final class Asked {
        private final Map<Key<?>, HotLookup> kept = new LinkedHashMap<>();
        private final Map<String, Integer> places = new HashMap<>();
        private final List<Want> wants = new ArrayList<>();

        Asked(HotValues hot, String id, Set<Key<?>> keys) {
            for (Key<?> key : keys) {
                HotLookup lookup = new HotLookup(hot, id, key.name(), key.type());
                kept.put(key, lookup);
                Integer place = places.putIfAbsent(key.name(), wants.size());
                if (place == null) {
                    wants.add(lookup.want());
                } else {
                    // one name is read as two types: both are decoded
                    wants.set(place, Want.of(key.name()));
                }
            }
        }

        List<Want> wants() {
            return wants;
        }

        Answers answers(Optional<Slice> slice, ValueCodec codec, SessionMetrics metrics) {
            Map<Key<?>, Answer> answers = new LinkedHashMap<>();
            kept.forEach((key, lookup) ->
                    answers.put(key, Answer.of(lookup, slice, places.getOrDefault(key.name(), 0))));
            return new Answers(answers, slice.isPresent(), codec, metrics);
        }
    }
}
