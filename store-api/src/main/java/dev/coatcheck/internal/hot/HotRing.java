package dev.coatcheck.internal.hot;

import org.jspecify.annotations.Nullable;

/**
 * Bounds what is kept by the bytes of heap it takes. To read an entry costs no more than to set its flag. Where there is
 * no room, entries go in the order in which they came, but each that was read since has a second chance. A sweep lets go
 * what nobody has read since the sweep before.
 *
 * <p>The entries themselves are the links of the chain: no step in here needs memory, so that none is left undone where
 * there is none. Thread-safe.
 */
final class HotRing {
    /** So many entries are given their second chance at once: nobody waits while all of them are looked at. */
    private static final int MOST_SPARED = 16;

    /** So many entries does a sweep look at while others wait: some microseconds. */
    private static final int SWEPT_AT_ONCE = 128;

    private final long maxBytes;
    private @Nullable Entry oldest;
    private @Nullable Entry newest;
    /** What the sweep under way looks at next. */
    private @Nullable Entry toSweep;

    private int count;
    private boolean closed;
    /** Written in turns. */
    private volatile long bytes;

    /** Something kept. All but the flag that its readers set is the ring's own. */
    abstract static class Entry {
        /**
         * What a subclass keeps here. It stands before what leads to other entries: a collector copies next to an object
         * what that leads to first.
         */
        volatile @Nullable Object kept;

        private @Nullable Entry older;
        /** Of what has just gone: what went with it. */
        private @Nullable Entry newer;

        private long bytes;
        private boolean isIn;

        /** Came, or was spared since it was used, after the last sweep. */
        private boolean isYoung;

        /** Races may lose it, and cost an entry its second chance. */
        private boolean used;

        final void use() {
            if (!used) {
                used = true;
            }
        }

        /** It had to go. */
        abstract void onEvicted();
    }

    HotRing(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized boolean isEmpty() {
        return oldest == null;
    }

    synchronized int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    /** False where it is larger than all the room there is, or the ring is closed. */
    boolean add(Entry entry, long size) {
        Entry evicted;
        synchronized (this) {
            if (closed || !couldHold(size)) {
                return false;
            }
            evicted = makeRoom(size);
            insert(entry, size);
        }
        tell(evicted);
        return true;
    }

    private synchronized void insert(Entry entry, long size) {
        entry.bytes = size;
        bytes += size;
        entry.isYoung = true;
        entry.isIn = true;
        count++;
        append(entry);
    }

    private void append(Entry entry) {
        entry.older = newest;
        entry.newer = null;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    private void unlink(Entry entry) {
        Entry before = entry.older;
        Entry after = entry.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        if (entry.equals(toSweep)) {
            toSweep = after;
        }
        entry.older = null;
        entry.newer = null;
    }

    private synchronized void takeOut(Entry entry) {
        unlink(entry);
        bytes -= entry.bytes;
        entry.isIn = false;
        count--;
    }

    /** Outside the monitor: each lets go what it stands for, also where another fails to. */
    private static void tell(@Nullable Entry evicted) {
        Throwable failure = null;
        Entry entry = evicted;
        while (entry != null) {
            Entry next = entry.newer;
            entry.newer = null;
            try {
                entry.onEvicted();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            entry = next;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Whether nothing would have to go for so much more, as far as is known without waiting for anybody. */
    boolean hasRoom(long size) {
        return size <= maxBytes - bytes;
    }

    /** Whether there would be room for so much, if all entries went. */
    boolean couldHold(long size) {
        return size <= maxBytes;
    }

    /** Whether an entry could take so much more room, if all others went. */
    synchronized boolean couldGrow(Entry entry, long growth) {
        return couldHold(entry.bytes + growth);
    }

    /** False where another would have to go for it, or the ring is closed. */
    synchronized boolean addIfRoom(Entry entry, long size) {
        if (closed || !hasRoom(size)) {
            return false;
        }
        insert(entry, size);
        return true;
    }

    /**
     * An entry takes more room than before, or less; where it is not kept, nothing happens. One that takes more than all
     * the room there is goes alone.
     */
    void resize(Entry entry, long growth) {
        Entry evicted;
        synchronized (this) {
            if (!entry.isIn || growth == 0) {
                return;
            }
            if (couldGrow(entry, growth)) {
                entry.bytes += growth;
                bytes += growth;
                evicted = makeRoom(0);
            } else {
                takeOut(entry);
                evicted = entry;
            }
        }
        tell(evicted);
    }

    /** What had to go for it; the first leads to the others. */
    private @Nullable Entry makeRoom(long size) {
        Entry evicted = null;
        int spared = 0;
        while (!hasRoom(size) && oldest != null) {
            Entry entry = oldest;
            if (entry.used && spared < MOST_SPARED) {
                spared++;
                entry.used = false;
                entry.isYoung = true;
                unlink(entry);
                append(entry);
            } else {
                takeOut(entry);
                entry.newer = evicted;
                evicted = entry;
            }
        }
        return evicted;
    }

    /** Where it is not kept, nothing happens. */
    synchronized void remove(Entry entry) {
        if (entry.isIn) {
            takeOut(entry);
        }
    }

    /** Lets go what came or was used before the last sweep, and not since. One sweep at a time. */
    void sweep() {
        synchronized (this) {
            toSweep = oldest;
        }
        boolean isMore = true;
        while (isMore) {
            isMore = sweepSome();
        }
    }

    private boolean sweepSome() {
        Entry evicted = null;
        boolean isMore;
        synchronized (this) {
            for (int i = 0; i < SWEPT_AT_ONCE && toSweep != null; i++) {
                Entry entry = toSweep;
                toSweep = entry.newer;
                if (entry.used || entry.isYoung) {
                    entry.used = false;
                    entry.isYoung = false;
                } else {
                    takeOut(entry);
                    entry.newer = evicted;
                    evicted = entry;
                }
            }
            isMore = toSweep != null;
        }
        tell(evicted);
        return isMore;
    }

    /** Lets go all there is, and keeps nothing any more. */
    void close() {
        Entry evicted = null;
        synchronized (this) {
            closed = true;
            while (oldest != null) {
                Entry entry = oldest;
                takeOut(entry);
                entry.newer = evicted;
                evicted = entry;
            }
        }
        tell(evicted);
    }
}
