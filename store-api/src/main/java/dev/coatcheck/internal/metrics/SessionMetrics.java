package dev.coatcheck.internal.metrics;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what sessions do, in the same words for every store; never a ticket or a value. Thread-safe. */
public final class SessionMetrics {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");

    private final Supplier<String> store;
    private final LongAdder created = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder retrieved = new LongAdder();

    /** For the sessions of a store that has this name now. */
    public SessionMetrics(Supplier<String> store) {
        this.store = store;
    }

    /** {@code 177 products} for a list of 177 under the key "products", else the key's name; never the value. */
    public static String describe(String key, Object value) {
        if (value instanceof Collection<?> collection) {
            return collection.size() + " " + key;
        }
        return value instanceof Map<?, ?> map ? map.size() + " " + key : key;
    }

    /** A session was created. */
    public void created() {
        created.increment();
    }

    /** A value was put. */
    public void stored(String key, Object value) {
        stored.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("Stored {} in {} store", describe(key, value), store.get());
        }
    }

    /** A value was put, of which {@link #describe} has said what it is. */
    public void stored(String what) {
        stored.increment();
        LOG.debug("Stored {} in {} store", what, store.get());
    }

    /** A value was got. */
    public void retrieved(String key, Object value) {
        retrieved.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("Retrieved {} from {} store", describe(key, value), store.get());
        }
    }

    /** A session was ended. */
    public void ended() {
        ended.increment();
        LOG.debug("Ended a session in {} store", store.get());
    }

    /** A session that has ended could not be removed from its owner's index. */
    public void leftInIndex(RuntimeException why) {
        LOG.debug(
                "A session that has ended stays on its owner's list in {} store until its time is over",
                store.get(),
                why);
    }

    /** The figures of this moment. */
    public Map<String, Long> counters() {
        return Map.of(
                "sessions-created", created.sum(),
                "sessions-ended", ended.sum(),
                "values-stored", stored.sum(),
                "values-retrieved", retrieved.sum());
    }
}
