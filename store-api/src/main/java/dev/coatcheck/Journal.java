package dev.coatcheck;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs and counts what sessions do, in the same words for every store; never a ticket or a value. Thread-safe. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");

    private final String store;
    private final LongAdder created = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder retrieved = new LongAdder();

    Journal(String store) {
        this.store = store;
    }

    void created() {
        created.increment();
    }

    void stored(Key<?> key, Object value) {
        stored.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("Stored {} in {} store", Texts.of(key, value), store);
        }
    }

    void retrieved(Key<?> key, Object value) {
        retrieved.increment();
        if (LOG.isDebugEnabled()) {
            LOG.debug("Retrieved {} from {} store", Texts.of(key, value), store);
        }
    }

    /** A value of which {@link Texts#of(Key, Object)} has said what to say. */
    void stored(String what) {
        stored.increment();
        LOG.debug("Stored {} in {} store", what, store);
    }

    void ended() {
        ended.increment();
        LOG.debug("Ended a session in {} store", store);
    }

    void leftOnList(CoatcheckException why) {
        LOG.debug("A session that has ended stays on its owner's list in {} store until its time is over", store, why);
    }

    Map<String, Long> counters() {
        return Map.of(
                "sessions-created", created.sum(),
                "sessions-ended", ended.sum(),
                "values-stored", stored.sum(),
                "values-retrieved", retrieved.sum());
    }
}
