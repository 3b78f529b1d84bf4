package dev.coatcheck.integration;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientPauseMode;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;

/** Troubles a server from a thread of its own, again and again, with random faults, until it is closed. */
final class Faults implements AutoCloseable {
    /** One kind of trouble. */
    interface Fault {
        void happen(Random random) throws InterruptedException;
    }

    /** A fault and the name under which it is counted. */
    record Named(String name, Fault fault) {}

    private final Random random;
    private final int mostMillisBetween;
    private final List<Named> faults;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "faults");

    /** Begins at once. */
    Faults(long seed, int mostMillisBetween, List<Named> faults) {
        this.random = new Random(seed);
        this.mostMillisBetween = mostMillisBetween;
        this.faults = List.copyOf(faults);
        thread.start();
    }

    /** All connections of clients are cut. */
    static Named killing(String url) {
        return new Named("connections killed", random -> {
            try (Jedis jedis = new Jedis(url)) {
                jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL));
            }
        });
    }

    /** Commands wait, for up to so many milliseconds; at times, only those that write. */
    static Named pausing(String url, int mostMillis) {
        return new Named("commands paused", random -> {
            try (Jedis jedis = new Jedis(url)) {
                jedis.clientPause(
                        random.nextInt(mostMillis) + 1L,
                        random.nextBoolean() ? ClientPauseMode.ALL : ClientPauseMode.WRITE);
            }
        });
    }

    /** The process stands still, for up to so many milliseconds. */
    static Named freezing(RedisServer server, int mostMillis) {
        return new Named("server frozen", random -> {
            server.pause();
            try {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(mostMillis) + 1L);
            } finally {
                server.resume();
            }
        });
    }

    /** The process is killed, and started again on what it has written to its disk. */
    static Named restarting(RedisServer server) {
        return new Named("server restarted", random -> server.restart());
    }

    /** Scripts have to be sent again. */
    static Named forgettingScripts(String url) {
        return new Named("scripts forgotten", random -> {
            try (Jedis jedis = new Jedis(url)) {
                jedis.scriptFlush();
            }
        });
    }

    private void run() {
        try {
            while (!closing.await(random.nextInt(mostMillisBetween) + 1L, TimeUnit.MILLISECONDS)) {
                Named fault = faults.get(random.nextInt(faults.size()));
                try {
                    fault.fault().happen(random);
                    count(fault.name());
                } catch (JedisException e) {
                    // the last fault lasts
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void count(String name) {
        counts.merge(name, 1, Integer::sum);
    }

    /** How often which fault has happened. */
    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    /** Returns when the last fault is over. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
