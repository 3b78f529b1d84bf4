package dev.coatcheck.sqlite;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.CoatcheckException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.Want;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process that fills its heap for some seconds while it reads and writes sessions in a file, and then says what it
 * finds: each line is something that the store owes and did not do. The argument is the file.
 */
final class FullHeap {
    static final String DONE = "done";

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration FULL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FAILURES = 20;
    private static final int CALLERS = 3;
    private static final int MOST_ROOM = 100;
    private static final String ID = "a-session";
    private static final List<Change> CHANGES = List.of(Change.put("a", new byte[10]));
    private static final List<Want> WANTS = List.of(Want.of("a"));

    private final SqliteDataStore store;
    private final String url;
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean isOver;

    private FullHeap(SqliteDataStore store, Path file) {
        this.store = store;
        this.url = "jdbc:sqlite:" + file;
    }

    /** What fills the heap. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Ballast(byte[] bytes, @Nullable Ballast rest) {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        CoatcheckConfig config = CoatcheckConfig.of(Map.of(
                "coatcheck.store",
                "sqlite",
                "coatcheck.sqlite.file",
                file.toString(),
                "coatcheck.sqlite.timeout",
                "1s"));
        try (SqliteDataStore store = new SqliteDataStore(config)) {
            new FullHeap(store, file).run();
        }
        System.err.println(DONE);
    }

    private void run() throws Exception {
        store.create(ID, DAY, List.of());
        meetAll();
        fillWhileOthersCall();
        tell(failed.get() == 0, "the heap was not full: no call failed");
        // nobody calls meanwhile
        tell(!isWritableByOthers(), "others who write are kept from the file");
        tell(!store.create("another", DAY, CHANGES), "a session was not created");
        tell(store.read("another", WANTS).isEmpty(), "a session was not found");
    }

    private static void tell(boolean isWrong, String what) {
        if (isWrong) {
            System.err.println(what);
        }
    }

    /** A class that is first wanted on a full heap is one that this process can never have. */
    private void meetAll() throws SQLException {
        call();
        try (Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            call();
        }
        tell(!isWritableByOthers(), "the file cannot be written");
        failed.set(0);
    }

    private boolean isWritableByOthers() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try (Connection other = DriverManager.getConnection(url);
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                return true;
            } catch (SQLException e) {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
        return false;
    }

    private void call() {
        try {
            store.write(ID, CHANGES);
            store.read(ID, WANTS);
        } catch (CoatcheckException | OutOfMemoryError e) {
            failed.incrementAndGet();
        }
    }

    private void fillWhileOthersCall() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> {
                while (!isOver) {
                    call();
                }
            });
            callers.add(caller);
            caller.start();
        }
        fill();
        isOver = true;
        for (Thread caller : callers) {
            caller.join();
        }
    }

    /** Again and again with a little room, so that what fails does so at as many places as there are. */
    private void fill() {
        Random random = new Random(1);
        Ballast all = filledUpBy(null, 1 << 20);
        long began = System.nanoTime();
        while (isOwed(System.nanoTime() - began)) {
            for (int i = random.nextInt(MOST_ROOM); i > 0 && all != null; i--) {
                all = all.rest();
            }
            all = filledUpBy(all, 16);
        }
    }

    private boolean isOwed(long nanos) {
        return nanos < FULL.toNanos() || (failed.get() < FAILURES && nanos < PATIENCE.toNanos());
    }

    private static @Nullable Ballast filledUpBy(@Nullable Ballast before, int largest) {
        Ballast all = before;
        for (int size = largest; size >= 16; size /= 4) {
            try {
                while (true) {
                    all = new Ballast(new byte[size], all);
                }
            } catch (OutOfMemoryError e) {
                // with something smaller, then
            }
        }
        return all;
    }
}
