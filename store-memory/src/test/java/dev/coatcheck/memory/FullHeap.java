package dev.coatcheck.memory;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process that fills its heap for some seconds, while sessions end and others are written, and then says what it finds:
 * each line is something that the store owes and did not do.
 */
final class FullHeap {
    static final String DONE = "done";

    private static final Duration LIFETIME = Duration.ofSeconds(10);
    private static final Duration FULL = Duration.ofSeconds(5);
    private static final Duration GIVEN_BACK = Duration.ofSeconds(60);
    private static final Key<String> KEY = Key.of("a", String.class);
    private static final Key<byte[]> LARGE = Key.of("large", byte[].class);
    private static final int SESSIONS = 2_000;

    private FullHeap() {}

    /** What fills the heap. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ballast(byte[] bytes, @Nullable Ballast rest) {}

    public static void main(String[] args) {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of("coatcheck.lifetime", LIFETIME.toSeconds() + "s"));
        MemoryDataStore store = new MemoryDataStore();
        try (SessionManager sessions = new SessionManager(store, config)) {
            List<String> tickets = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                Session session = sessions.create();
                session.put(KEY, "value " + i);
                tickets.add(session.ticket());
            }
            long end = System.nanoTime() + LIFETIME.toNanos();
            int failed = fill(sessions, new String[10_000]);
            tell(failed == 0, "the heap was not full: no call failed");
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            tell(
                    tickets.stream().anyMatch(ticket -> sessions.find(ticket).isPresent()),
                    "a session that is over was found");
            // nobody calls but for the figures
            await(store, 0, "sessions that are over were not given back");
            tell(store.stats().bytes().orElseThrow() != 0, "bytes of sessions that are over were not given back");
            Session next = sessions.create();
            next.put(KEY, "anew");
            tell(!next.get(KEY, "").equals("anew"), "a new session does not work");
            await(store, 0, "a new session was not given back");
        }
        System.err.println(DONE);
    }

    private static void tell(boolean isWrong, String what) {
        if (isWrong) {
            System.err.println(what);
        }
    }

    private static void await(MemoryDataStore store, long count, String what) {
        long end = System.nanoTime() + GIVEN_BACK.toNanos();
        while (store.stats().sessions().orElseThrow() != count) {
            if (System.nanoTime() > end) {
                System.err.println(what);
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** How many calls failed for want of memory. */
    private static int fill(SessionManager sessions, @Nullable String[] made) {
        Ballast all = null;
        int size = 1 << 20;
        int failed = 0;
        int next = 0;
        long end = System.nanoTime() + FULL.toNanos();
        while (System.nanoTime() < end) {
            try {
                all = new Ballast(new byte[size], all);
            } catch (OutOfMemoryError e) {
                size = Math.max(16, size / 4);
            }
            if (size > 16) {
                continue;
            }
            try {
                Session session = sessions.create();
                made[next % made.length] = session.ticket();
                next++;
                session.put(KEY, "value");
                session.put(LARGE, new byte[1 << 12]);
            } catch (OutOfMemoryError e) {
                failed++;
            }
        }
        return failed;
    }
}
