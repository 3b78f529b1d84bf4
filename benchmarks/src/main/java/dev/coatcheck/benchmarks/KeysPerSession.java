package dev.coatcheck.benchmarks;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import java.util.Optional;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One session with many small values. */
@State(Scope.Benchmark)
public abstract class KeysPerSession {
    @Param({"10", "10000"})
    public int keys;

    @SuppressWarnings("NullAway.Init") // by fill
    private Session session;

    private Key<?>[] all = {};
    private int at;

    /** To be called once, before anything is measured. */
    protected void fill(Session empty) {
        session = empty;
        all = new Key<?>[keys];
        for (int i = 0; i < keys; i++) {
            Key<String> key = Key.of("key-" + i, String.class);
            session.put(key, Small.value(i));
            Check.same(Small.value(i), session.get(key, ""));
            all[i] = key;
        }
        Check.same(keys, session.names().size());
    }

    @SuppressWarnings("unchecked") // all are keys of strings
    protected Key<String> next() {
        at = at + 1 == all.length ? 0 : at + 1;
        return (Key<String>) all[at];
    }

    protected Optional<String> getNext() {
        return session.get(next());
    }

    protected void putNext() {
        session.put(next(), Small.value(7));
    }
}
