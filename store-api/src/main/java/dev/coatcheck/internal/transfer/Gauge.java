package dev.coatcheck.internal.transfer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was done, and tells how fast. Any thread may count, one reads. */
public final class Gauge {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What had been done at a time. */
    private record Sample(long nanos, long bytes) {}

    private final long began = System.nanoTime();
    private final LongAdder sessions = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();
    private volatile OptionalLong total = OptionalLong.empty();

    /** Begins now. */
    public Gauge() {
        samples.add(new Sample(began, 0));
    }

    /** One more session is done. */
    public void done(long itsBytes) {
        sessions.increment();
        bytes.add(itsBytes);
    }

    /** There are so many sessions to do. */
    public void setTotal(long toDo) {
        total = OptionalLong.of(toDo);
    }

    /** The sessions to do, once that is known. */
    public OptionalLong total() {
        return total;
    }

    /** The sessions done. */
    public long sessions() {
        return sessions.sum();
    }

    /** The bytes of what was done. */
    public long bytes() {
        return bytes.sum();
    }

    /** The time since the beginning. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Takes a sample, and tells the rate of the last seconds. */
    public long bytesPerSecond() {
        long now = System.nanoTime();
        samples.add(new Sample(now, bytes()));
        while (samples.size() > 2 && now - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        Sample first = samples.getFirst();
        double seconds = Math.max(1, now - first.nanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        return (long) ((samples.getLast().bytes() - first.bytes()) / seconds);
    }

    /** What the rest takes at the speed of all so far, in seconds, rounded up. */
    public OptionalLong secondsLeft() {
        long done = sessions();
        OptionalLong toDo = total;
        if (done == 0 || toDo.isEmpty()) {
            return OptionalLong.empty();
        }
        double perSession = elapsed().toNanos() / (double) done;
        double rest = Math.max(0, toDo.getAsLong() - done) * perSession;
        return OptionalLong.of((long) Math.ceil(rest / TimeUnit.SECONDS.toNanos(1)));
    }
}
