package dev.coatcheck.integration.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What a load has done and met. Thread-safe. */
public final class Tally {
    private static final int SHOWN = 20;

    private final LongAdder operations = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final List<String> examples = new ArrayList<>();
    private final Map<String, LongAdder> expected = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> unexpected = new ConcurrentSkipListMap<>();

    void operation() {
        operations.increment();
    }

    void acknowledged() {
        acknowledged.increment();
    }

    /** Something is not as it was acknowledged: missing, old, or back. */
    void wrong(String what) {
        wrong.increment();
        synchronized (examples) {
            if (examples.size() < SHOWN) {
                examples.add(what);
            }
        }
    }

    /** Something that may happen to a correct program, such as a full store. */
    void expected(String what) {
        expected.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    void unexpected(RuntimeException e) {
        unexpected
                .computeIfAbsent(e.getClass().getSimpleName(), name -> new LongAdder())
                .increment();
        synchronized (examples) {
            if (examples.size() < SHOWN) {
                examples.add(e.toString());
            }
        }
    }

    public long operations() {
        return operations.sum();
    }

    /** Writes that the store has acknowledged. */
    public long writes() {
        return acknowledged.sum();
    }

    /** What was not as it had been acknowledged. */
    public long wrongs() {
        return wrong.sum();
    }

    public Map<String, LongAdder> expectedEvents() {
        return expected;
    }

    public Map<String, LongAdder> unexpectedErrors() {
        return unexpected;
    }

    /** The first things that were wrong or unexpected. */
    public List<String> shown() {
        synchronized (examples) {
            return List.copyOf(examples);
        }
    }
}
