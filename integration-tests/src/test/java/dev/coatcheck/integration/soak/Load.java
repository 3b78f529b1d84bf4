package dev.coatcheck.integration.soak;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Visitors at work, at a bounded rate, until they are told to stop. */
public final class Load implements AutoCloseable {
    private static final int OPERATIONS_PER_SECOND = 2_000;

    private final int size;
    private final List<Place> places;
    private final Tally tally = new Tally();
    private final List<Counters> counters = new ArrayList<>();
    private final List<Visitor> visitors = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** Starts so many visitors at once. The load closes the places' instances when it is closed. */
    public Load(long seed, List<Place> places, int size) {
        this.size = size;
        this.places = List.copyOf(places);
        places.forEach(place -> counters.add(new Counters(place, tally)));
        for (int i = 0; i < size; i++) {
            int at = i % places.size();
            Visitor visitor = new Visitor(i, seed * 31 + i, places.get(at), counters.get(at), tally);
            visitors.add(visitor);
            Thread thread = new Thread(() -> work(visitor), "visitor-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void work(Visitor visitor) {
        long interval = TimeUnit.SECONDS.toNanos(size) / OPERATIONS_PER_SECOND;
        long next = System.nanoTime();
        try {
            while (!stopping.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                visitor.step();
                // after a pause, what was missed is not made up for
                next = Math.max(next + interval, System.nanoTime() - interval);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public Tally tally() {
        return tally;
    }

    /** Lets all visitors come to rest, checks all that they know, and ends all sessions but the brief ones. */
    public void finish() throws InterruptedException {
        stopping.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        visitors.forEach(Visitor::checkAndEnd);
        counters.forEach(Counters::checkAndEnd);
        places.forEach(this::endTheRest);
    }

    /** Some calls that found the store unavailable have left sessions that nobody knows. */
    private void endTheRest(Place place) {
        SessionManager instance = place.instances().get(0);
        try (Stream<String> ids = instance.ids()) {
            ids.forEach(id -> {
                tally.expected("left by calls that failed");
                instance.findById(id).ifPresent(Session::end);
            });
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        places.forEach(Place::close);
    }
}
