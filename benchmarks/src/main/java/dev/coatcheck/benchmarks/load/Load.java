package dev.coatcheck.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.util.SampleBuffer;
import org.openjdk.jmh.util.Statistics;

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
     * @param perSecond how many requests were answered
     * @param nanos how long each took, those that failed among them
     * @param errors how many failed, those of the threads beside among them
     */
    record Outcome(double perSecond, Statistics nanos, long errors) {}

    /** Virtual threads take a JDK of 21 or newer. */
    Load(Peer peer, int threads, boolean virtual) {
        this.peer = peer;
        this.threads = threads;
        this.virtual = virtual;
    }

    Outcome run(int seconds) throws InterruptedException, ReflectiveOperationException {
        List<Visits> all = new ArrayList<>();
        List<Thread> running = new ArrayList<>();
        for (Runnable other : peer.beside()) {
            running.add(start(() -> again(other)));
        }
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
        SampleBuffer nanos = new SampleBuffer();
        all.forEach(visits -> nanos.addAll(visits.nanos));
        long answered = all.stream().mapToLong(visits -> visits.answered).sum();
        return new Outcome(answered / took, nanos.getStatistics(1), errors.sum());
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

    private void again(Runnable other) {
        while (!over.get()) {
            try {
                other.run();
            } catch (RuntimeException e) {
                errors.increment();
            }
        }
    }

    /** What one thread does. */
    private final class Visits implements Runnable {
        private final SampleBuffer nanos = new SampleBuffer();
        private long answered;

        @Override
        public void run() {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            while (!over.get()) {
                int session = random.nextInt(Peers.SESSIONS);
                long begin = System.nanoTime();
                try {
                    visit(session);
                    answered++;
                } catch (RuntimeException e) {
                    errors.increment();
                }
                nanos.add(System.nanoTime() - begin);
            }
        }

        private void visit(int session) {
            if (answered % WRITE_EACH == 0) {
                peer.write(session);
            } else {
                peer.read(session);
            }
        }
    }
}
