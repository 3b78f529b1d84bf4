package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Move;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Moves many sessions to Redis under load, and prints what calls took before, during and after. Arguments: {@code memory} or
 * {@code sqlite}, the number of sessions, how many of them have 2,999 products, and {@code kill} to have the target killed
 * and restarted once. Not part of the tests; see {@code bin/move}.
 */
final class MoveUnderLoad {
    private static final Key<Long> COUNT = Key.of("count", Long.class);
    private static final Key<List<Item>> ITEMS = Key.listOf("items", Item.class);
    private static final int THREADS = 16;
    private static final Duration BEFORE_AND_AFTER = Duration.ofSeconds(5);
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    record Item(long id, String name, String vendor, List<String> tags, long cents) {}

    private enum Phase {
        BEFORE,
        DURING,
        AFTER
    }

    private enum Kind {
        READ,
        READ_LARGE,
        WRITE
    }

    private record Calls(Phase phase, Kind kind) {}

    private final SessionManager sessions;
    private final List<Session> all = new ArrayList<>();
    private final int large;
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAdder revived = new LongAdder();
    private volatile Phase phase = Phase.BEFORE;
    private volatile boolean isOver;

    private MoveUnderLoad(SessionManager sessions, int count, int large) {
        this.sessions = sessions;
        this.large = large;
        for (int i = 0; i < count; i++) {
            Session session = sessions.create();
            session.put(COUNT, 0L);
            if (i < large) {
                session.put(ITEMS, items(i));
            }
            all.add(session);
        }
    }

    private static List<Item> items(int session) {
        return IntStream.range(0, 2_999)
                .mapToObj(i -> new Item(
                        i,
                        "Product " + Integer.toHexString((session * 2_999 + i) * 0x9E3779B9),
                        "Vendor " + i % 17,
                        List.of("new", "tag-" + i % 5),
                        i * 7L + session))
                .toList();
    }

    /** One thread that alone writes to its sessions, so that it knows what must be there. */
    private final class Visitor {
        private final Random random;
        private final List<Integer> own;
        private final long[] expected = new long[all.size()];
        private final boolean[] isUnsure = new boolean[all.size()];
        private final Map<Calls, List<Long>> taken = new HashMap<>();

        Visitor(int thread) {
            random = new Random(thread);
            own = new ArrayList<>(IntStream.range(0, all.size())
                    .filter(i -> i % THREADS == thread)
                    .boxed()
                    .toList());
        }

        void visit() {
            while (!isOver) {
                int at = own.get(random.nextInt(own.size()));
                int choice = random.nextInt(1_000);
                if (choice < 500) {
                    call(Kind.WRITE, at, () -> write(at));
                } else if (choice < 501 && own.size() > 10) {
                    call(Kind.WRITE, at, () -> end(at));
                } else if (at < large && choice < 750) {
                    call(
                            Kind.READ_LARGE,
                            at,
                            () -> all.get(at)
                                    .get(ITEMS)
                                    .filter(items -> items.size() != 2_999)
                                    .ifPresent(items -> wrong.increment()));
                } else {
                    call(Kind.READ, at, () -> read(at));
                }
                LockSupport.parkNanos(PAUSE);
            }
        }

        private void write(int at) {
            boolean wasUnsure = isUnsure[at];
            isUnsure[at] = true;
            long now = all.get(at).update(COUNT, -1_000_000L, old -> old + 1);
            check(now == expected[at] + 1 || (wasUnsure && now == expected[at] + 2));
            isUnsure[at] = false;
            expected[at] = now;
        }

        private void read(int at) {
            long now = all.get(at).get(COUNT, -1L);
            check(now == expected[at] || (isUnsure[at] && now == expected[at] + 1));
            isUnsure[at] = false;
            expected[at] = now;
        }

        private void end(int at) {
            all.get(at).end();
            own.remove(Integer.valueOf(at));
            Optional<Session> found = sessions.find(all.get(at).ticket());
            revived.add(found.isPresent() ? 1 : 0);
        }

        private void check(boolean isRight) {
            wrong.add(isRight ? 0 : 1);
        }

        private void call(Kind kind, int at, Runnable call) {
            Phase then = phase;
            long start = System.nanoTime();
            try {
                call.run();
            } catch (StoreUnavailableException e) {
                unavailable.increment();
                return;
            } catch (RuntimeException e) {
                failed.increment();
                System.out.println("Session " + at + ": " + e);
            }
            taken.computeIfAbsent(new Calls(then, kind), calls -> new ArrayList<>())
                    .add(System.nanoTime() - start);
        }
    }

    private void run(CoatcheckConfig target, Runnable halfway) throws InterruptedException {
        List<Visitor> visitors =
                IntStream.range(0, THREADS).mapToObj(Visitor::new).toList();
        List<CompletableFuture<Void>> running =
                visitors.stream().map(visitor -> Threads.start(visitor::visit)).toList();
        TimeUnit.NANOSECONDS.sleep(BEFORE_AND_AFTER.toNanos());
        phase = Phase.DURING;
        long began = System.nanoTime();
        Move move = sessions.moveTo(target);
        await().atMost(Duration.ofMinutes(5)).until(() -> move.moved() > all.size() / 2);
        halfway.run();
        move.completion().toCompletableFuture().join();
        phase = Phase.AFTER;
        System.out.printf("%s in %.1f s%n", move, (System.nanoTime() - began) / 1e9);
        TimeUnit.NANOSECONDS.sleep(BEFORE_AND_AFTER.toNanos());
        isOver = true;
        running.forEach(CompletableFuture::join);
        print(visitors);
        lookAtRest(visitors);
        System.out.printf(
                "%d calls unavailable, %d failed otherwise, %d lost or stale, %d revived%n",
                unavailable.sum(), failed.sum(), wrong.sum(), revived.sum());
    }

    private void lookAtRest(List<Visitor> visitors) {
        for (Visitor visitor : visitors) {
            visitor.own.forEach(visitor::read);
        }
        long live = visitors.stream().mapToLong(visitor -> visitor.own.size()).sum();
        long listed = sessions.ids().count();
        System.out.printf("%d sessions live, %d in the store%n", live, listed);
    }

    private static void print(List<Visitor> visitors) {
        System.out.printf("%-8s %-11s %8s %9s %9s %9s%n", "", "", "calls", "p50 us", "p99 us", "max us");
        for (Phase phase : Phase.values()) {
            for (Kind kind : Kind.values()) {
                long[] taken = visitors.stream()
                        .map(visitor -> visitor.taken.getOrDefault(new Calls(phase, kind), List.of()))
                        .flatMapToLong(times -> LongStream.of(
                                times.stream().mapToLong(Long::longValue).toArray()))
                        .sorted()
                        .toArray();
                if (taken.length > 0) {
                    System.out.printf(
                            "%-8s %-11s %8d %9.1f %9.1f %9.1f%n",
                            phase,
                            kind,
                            taken.length,
                            taken[taken.length / 2] / 1e3,
                            taken[(int) (taken.length * 0.99)] / 1e3,
                            Arrays.stream(taken).max().orElse(0) / 1e3);
                }
            }
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String source = arguments[0];
        Path directory = Files.createTempDirectory("move-");
        Path file = directory.resolve("coatcheck.db");
        CoatcheckConfig config = CoatcheckConfig.of(
                source.equals("sqlite")
                        ? Map.of("coatcheck.store", source, "coatcheck.sqlite.file", file.toString())
                        : Map.of("coatcheck.store", source));
        boolean kills = arguments.length > 3;
        try (RedisServer server = kills
                        ? RedisServer.start("--appendonly", "yes", "--appendfsync", "always")
                        : RedisServer.start();
                SessionManager sessions = SessionManager.open(config)) {
            new MoveUnderLoad(sessions, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                    .run(
                            CoatcheckConfig.of(Map.of("coatcheck.store", "redis", "coatcheck.redis.url", server.url())),
                            kills ? server::restart : () -> {});
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        }
        System.exit(0);
    }
}
