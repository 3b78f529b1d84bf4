package dev.coatcheck;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Bounds what is kept by the bytes of heap it takes. To read an entry costs no more than to set its flag. Where there is
 * no room, entries go in the order in which they came, but each that was read since has a second chance. Thread-safe.
 */
final class HotRing {
    /** So many entries are given their second chance at once: nobody waits while all of them are looked at. */
    private static final int MOST_SPARED = 16;

    private final long maxBytes;
    private final Set<Entry> entries = new LinkedHashSet<>();
    /** Written in turns. */
    private volatile long bytes;

    /** Something kept. */
    abstract static class Entry {
        /** The ring's own. */
        private long bytes;

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

    boolean keepsAny() {
        return maxBytes > 0;
    }

    /** False where it is larger than all the room there is. */
    boolean add(Entry entry, long size) {
        if (size > maxBytes) {
            return false;
        }
        List<Entry> evicted;
        synchronized (this) {
            evicted = makeRoom(size);
            insert(entry, size);
        }
        evicted.forEach(Entry::onEvicted);
        return true;
    }

    private synchronized void insert(Entry entry, long size) {
        entry.bytes = size;
        bytes += size;
        entries.add(entry);
    }

    /** Whether nothing would have to go for so much more, as far as is known without waiting for anybody. */
    boolean hasRoom(long size) {
        return size <= maxBytes - bytes;
    }

    /** False where another would have to go for it. */
    synchronized boolean addIfRoom(Entry entry, long size) {
        if (!hasRoom(size)) {
            return false;
        }
        insert(entry, size);
        return true;
    }

    /** An entry takes more room than before, or less; where it is not kept, nothing happens. */
    void resize(Entry entry, long growth) {
        List<Entry> evicted;
        synchronized (this) {
            if (!entries.contains(entry)) {
                return;
            }
            entry.bytes += growth;
            bytes += growth;
            evicted = makeRoom(0);
        }
        evicted.forEach(Entry::onEvicted);
    }

    private synchronized List<Entry> makeRoom(long size) {
        if (hasRoom(size)) {
            return List.of();
        }
        List<Entry> evicted = new ArrayList<>();
        List<Entry> spared = new ArrayList<>();
        Iterator<Entry> oldest = entries.iterator();
        while (!hasRoom(size)) {
            if (!oldest.hasNext()) {
                entries.addAll(spared);
                spared.clear();
                oldest = entries.iterator();
            }
            Entry entry = oldest.next();
            oldest.remove();
            if (entry.used && spared.size() < MOST_SPARED) {
                entry.used = false;
                spared.add(entry);
            } else {
                bytes -= entry.bytes;
                evicted.add(entry);
            }
        }
        entries.addAll(spared);
        return evicted;
    }

    /** Where it is not kept, nothing happens. */
    synchronized void remove(Entry entry) {
        if (entries.remove(entry)) {
            bytes -= entry.bytes;
        }
    }
}
