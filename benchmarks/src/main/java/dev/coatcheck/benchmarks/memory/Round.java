package dev.coatcheck.benchmarks.memory;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;

/** Visits items one after another in a shuffled order, so that neighbours in time are no neighbours in memory. */
final class Round<T> {
    private final T[] items;
    private int at;

    Round(T[] items) {
        this.items = items;
        Collections.shuffle(Arrays.asList(items), new Random(42));
    }

    T next() {
        int now = at;
        at = now + 1 == items.length ? 0 : now + 1;
        return items[now];
    }
}
