package dev.coatcheck.benchmarks.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** So many threads that ask one after the other, each as soon as it has its answer: nine reads and a write in turns. */
final class Load {
    private static final int WRITE_EACH = 10;

    private final Peer peer;
    private final int threads;
    private final boolean virtual;
    private final LongAdder errors = new LongAdder();
    private final AtomicBoolean over = new AtomicBoolean();

    /**
     * What came of it.
     *
     * @param nanos how long each request took, in ascending order
     */
    record Outcome(long[] nanos, double seconds, long errors) {
        double perSecond() {
            return nanos.length / seconds;
        }

        double millis(double percentile) {
            return nanos[(int) Math.min(nanos.length - 1L, Math.round(percentile * nanos.length))] / 1e6;
        }
    }

    /** Virtual threads take a JDK of 21 or newer. */
    Load(Peer peer, int threads, boolean virtual) {
        this.peer = peer;
        this.threads = threads;
        this.virtual = virtual;
    }

    Outcome run(int seconds) throws InterruptedException, ReflectiveOperationException {
        List<Visits> all = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            Visits visits = new Visits();
            all.add(visits);
            running.add(start(visits));
        }
        TimeUnit.SECONDS.sleep(seconds);
        over.set(true);
        for (Thread thread : running) {
            thread.join();
        }
        double took = (System.nanoTime() - begin) / 1e9;
        long[] nanos = all.stream().flatMapToLong(Visits::nanos).sorted().toArray();
        return new Outcome(nanos, took, errors.sum());
    }

    private Thread start(Runnable work) throws ReflectiveOperationException {
        if (virtual) {
            return (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
        }
        Thread thread = new Thread(work);
        thread.start();
        return thread;
    }

    /** What one thread does. */
    private final class Visits implements Runnable {
        private long[] nanos = new long[1 << 12];
        private int count;

        @Override
        public void run() {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            while (!over.get()) {
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, 2 * count);
                }
                int session = random.nextInt(Peers.SESSIONS);
                long begin = System.nanoTime();
                try {
                    visit(session);
                } catch (RuntimeException e) {
                    errors.increment();
                }
                nanos[count++] = System.nanoTime() - begin;
            }
        }

        private void visit(int session) {
            if (count % WRITE_EACH == 0) {
                peer.write(session);
            } else {
                peer.read(session);
            }
        }

        LongStream nanos() {
            return Arrays.stream(nanos, 0, count);
        }
    }
}
