package dev.coatcheck.memory;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.LocalValue;
import dev.coatcheck.store.Want;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** A value as the store holds it; its array is never handed out. Immutable but for what readers attach, and its place. */
final class StoredValue implements LocalValue {
    /** The deadline of a value that lives as long as its session. */
    static final long WITH_SESSION = Long.MAX_VALUE;

    /** In the place of a value that is about to be put; over, as no value is there yet. */
    static final StoredValue NOTHING = new StoredValue("", new byte[0], 0, Long.MIN_VALUE);

    private static final AtomicReferenceFieldUpdater<StoredValue, @Nullable Attachment> ATTACHMENT =
            AtomicReferenceFieldUpdater.newUpdater(StoredValue.class, Attachment.class, "attachment");

    /** Stands where nothing can be attached any more, since nobody will find the value. */
    private enum Gone implements Attachment {
        GONE;

        @Override
        public void onDetached() {}
    }

    private final String name;
    private final byte[] bytes;
    private final long version;
    private final long deadline;
    private volatile @Nullable Attachment attachment;
    private volatile @Nullable StoredValue older;

    /** The bytes are the store's own. */
    StoredValue(String name, byte[] bytes, long version, long deadline) {
        this.name = name;
        this.bytes = bytes;
        this.version = version;
        this.deadline = deadline;
    }

    String name() {
        return name;
    }

    boolean isLive(long now) {
        return now < deadline;
    }

    /** The value before it, see {@link NamedValues}. */
    @Nullable
    StoredValue older() {
        return older;
    }

    void leadTo(@Nullable StoredValue next) {
        older = next;
    }

    long version() {
        return version;
    }

    long deadline() {
        return deadline;
    }

    int size() {
        return bytes.length;
    }

    Found found(Want want, Duration sessionRemaining, long now) {
        Duration remaining = deadline == WITH_SESSION ? sessionRemaining : Duration.ofNanos(deadline - now);
        return want.holds(version) ? Found.unchanged(version, remaining) : Found.present(version, remaining, this);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public @Nullable Attachment attachment() {
        Attachment now = attachment;
        return now == Gone.GONE ? null : now;
    }

    @Override
    public boolean attach(@Nullable Attachment expected, @Nullable Attachment next) {
        return ATTACHMENT.compareAndSet(this, expected, next);
    }

    /** The value was replaced or removed, or is over. */
    void detach() {
        Attachment last = ATTACHMENT.getAndSet(this, Gone.GONE);
        if (last != null) {
            last.onDetached();
        }
    }
}
