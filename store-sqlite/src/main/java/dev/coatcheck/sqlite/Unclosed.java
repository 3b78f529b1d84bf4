package dev.coatcheck.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * Connections that could not be closed, since the heap was full. Such a one still has what it had, the lock of whoever
 * writes perhaps, so it is closed as soon as there is room. Putting it here takes no memory. Thread-safe.
 */
final class Unclosed {
    private volatile @Nullable Link first;

    synchronized void add(Link link) {
        link.nextUnclosed = first;
        first = link;
    }

    /** One that cannot be closed now either is back here. */
    void close() {
        if (first != null) {
            closeAll();
        }
    }

    private synchronized void closeAll() {
        for (Link link = first; link != null; link = first) {
            first = link.nextUnclosed;
            link.nextUnclosed = null;
            link.close();
        }
    }
}
