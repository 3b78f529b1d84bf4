package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Counts in a session of its own, and reads what it counted; now and then it begins another session and ends it. */
final class TrafficVisitor implements Runnable {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Want COUNT = new Want("count", 0);
    private static final int ROUNDS_PER_OTHER = 8;

    private final DataStore store;
    private final Supplier<String> ids;
    private final String id;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> endedNow = new ConcurrentLinkedQueue<>();
    private final Queue<String> ended = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private volatile long acknowledged;
    private volatile long required;
    private volatile long longestGapNanos;

    TrafficVisitor(DataStore store, Supplier<String> ids) {
        this.store = store;
        this.ids = ids;
        id = ids.get();
        store.create(id, LIFETIME, List.of(count(0), Change.put("other", new byte[1000])));
    }

    private static Change count(long count) {
        return Change.put("count", Long.toString(count).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void run() {
        long last = System.nanoTime();
        while (!stopped && failures.isEmpty()) {
            try {
                round();
            } catch (RuntimeException e) {
                failures.add("round " + rounds + ": " + e);
            }
            long now = System.nanoTime();
            longestGapNanos = Math.max(longestGapNanos, now - last);
            last = now;
            rounds.incrementAndGet();
        }
    }

    private void round() {
        long next = acknowledged + 1;
        WriteResult written = store.write(id, List.of(count(next)));
        if (written.outcome() != WriteResult.Outcome.APPLIED) {
            failures.add("write " + next + " was " + written);
            return;
        }
        acknowledged = next;
        requireCount();
        if (!store.extend(id, LIFETIME)) {
            failures.add("the session could not be extended after write " + next);
        }
        if (next % ROUNDS_PER_OTHER == 0) {
            // where a slot moves, an id is as good as taken
            String other = await().pollInterval(Duration.ofMillis(1))
                    .until(this::createAnother, Optional::isPresent)
                    .orElseThrow();
            store.delete(other);
            endedNow.add(other);
        }
    }

    private Optional<String> createAnother() {
        String other = ids.get();
        return store.create(other, LIFETIME, List.of(count(0))) ? Optional.of(other) : Optional.empty();
    }

    /** Fails if the session is gone, or has less than must be there. */
    void requireCount() {
        Optional<Slice> slice = store.read(id, List.of(COUNT));
        if (slice.isEmpty()) {
            failures.add("no session after write " + acknowledged);
            return;
        }
        Found found = slice.get().values().get(0);
        long count = found.state() == Found.State.PRESENT
                ? Long.parseLong(new String(found.bytes(), StandardCharsets.UTF_8))
                : -1;
        if (count < required || count > acknowledged) {
            failures.add("read " + count + " after write " + acknowledged + ", at least " + required
                    + " being on a replica");
        }
        lost.addAndGet(acknowledged - count);
    }

    /** Now what is acknowledged; to be run once it is known to be on a replica. */
    Runnable requirement() {
        long acknowledgedNow = acknowledged;
        List<String> endedByNow = List.copyOf(endedNow);
        return () -> {
            required = acknowledgedNow;
            ended.addAll(endedByNow);
        };
    }

    void stop() {
        stopped = true;
    }

    String id() {
        return id;
    }

    long rounds() {
        return rounds.get();
    }

    long lost() {
        return lost.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Sessions whose end is on a replica. */
    List<String> ended() {
        return List.copyOf(ended);
    }

    Duration longestGap() {
        return Duration.ofNanos(longestGapNanos);
    }
}
