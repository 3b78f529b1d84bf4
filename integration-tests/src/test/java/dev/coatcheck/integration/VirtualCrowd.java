package dev.coatcheck.integration;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.redis.RedisDataStore;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for a JDK of 21 or newer: virtual threads on the Redis at the URL that is its argument, some of which are
 * interrupted again and again, which closes the connection that they read from. Ends with what went wrong with the others.
 */
final class VirtualCrowd {
    private static final int VISITORS = 200;
    private static final int INTERRUPTED = 20;
    private static final int UPDATES = 50;
    private static final int LEAST_BREAKS = 20;
    private static final Key<Integer> COUNT = Key.of("count", Integer.class);

    private final Set<Thread> toInterrupt = ConcurrentHashMap.newKeySet();
    private final AtomicInteger breaks = new AtomicInteger();
    private volatile boolean over;

    private VirtualCrowd() {}

    public static void main(String[] arguments) throws Exception {
        try (SessionManager sessions = new SessionManager(
                new RedisDataStore(arguments[0], "virtual", Duration.ofSeconds(20), 4), CoatcheckConfig.of(Map.of()))) {
            new VirtualCrowd().visit(sessions);
            Map<String, Long> counters = sessions.stats().counters();
            if (counters.getOrDefault("connections-active", 0L) != 0
                    || counters.getOrDefault("connections-awaited", 0L) != 0) {
                throw new AssertionError("connections or calls are left: " + counters);
            }
        }
    }

    private void visit(SessionManager sessions) throws ExecutionException, InterruptedException {
        Session hot = sessions.create();
        hot.put(COUNT, 7);
        ExecutorService threads = virtualThreads();
        List<Future<?>> interrupted = new ArrayList<>();
        for (int i = 0; i < INTERRUPTED; i++) {
            interrupted.add(threads.submit(() -> beInterrupted(sessions, hot.ticket())));
        }
        Future<?> interrupter = threads.submit(this::interrupt);
        try {
            List<Future<?>> visits = new ArrayList<>();
            for (int i = 0; i < VISITORS; i++) {
                visits.add(threads.submit(() -> updateOften(sessions, hot.ticket())));
            }
            for (Future<?> visit : visits) {
                visit.get();
            }
        } finally {
            over = true;
            interrupter.get();
            for (Future<?> one : interrupted) {
                one.get();
            }
        }
        System.out.println(VISITORS + " visitors, " + breaks + " calls that an interrupt ended");
    }

    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads take a JDK of 21 or newer", e);
        }
    }

    /** Until enough calls were in trouble meanwhile. */
    private void updateOften(SessionManager sessions, String ticket) {
        Session own = sessions.create();
        for (int i = 1; i <= UPDATES || breaks.get() < LEAST_BREAKS; i++) {
            require(
                    sessions.attach(own.ticket()).update(COUNT, 0, count -> count + 1) == i,
                    "an update was lost or made twice");
            require(sessions.attach(ticket).get(COUNT, 0) == 7, "another's answer was read");
        }
        own.end();
    }

    private static void require(boolean isRight, String mistake) {
        if (!isRight) {
            throw new AssertionError(mistake);
        }
    }

    private void beInterrupted(SessionManager sessions, String ticket) {
        toInterrupt.add(Thread.currentThread());
        while (!over) {
            try {
                require(sessions.attach(ticket).get(COUNT, 0) == 7, "another's answer was read");
            } catch (StoreUnavailableException e) {
                require(Thread.interrupted(), "who was not interrupted had an error: " + e);
                breaks.incrementAndGet();
            }
        }
        toInterrupt.remove(Thread.currentThread());
    }

    /** With pauses: who is interrupted all the time gets nothing done, nor does anybody who shares his connection. */
    private void interrupt() {
        while (!over) {
            for (Thread thread : toInterrupt) {
                thread.interrupt();
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
        }
    }
}
