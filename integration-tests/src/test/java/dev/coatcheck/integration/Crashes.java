package dev.coatcheck.integration;

import dev.coatcheck.integration.history.Event;
import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import dev.coatcheck.integration.history.Run.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;

/** Saves the server's data as a round begins, and kills it once or twice in the middle: it comes back without the rest. */
final class Crashes implements Trouble {
    private static final int MOST_MILLIS_BETWEEN = 100;

    private final RedisServer server;
    private final Random random;

    Crashes(RedisServer server, long seed) {
        this.server = server;
        this.random = new Random(seed);
    }

    @Override
    public Ending begin() {
        long saved = System.nanoTime();
        RedisCluster.ask(server, Jedis::save);
        List<Event> crashes = new ArrayList<>();
        CompletableFuture<Void> running = Threads.start(() -> {
            for (int i = random.nextInt(2); i < 2; i++) {
                crashes.add(crash(saved));
            }
        });
        return () -> {
            running.join();
            return crashes;
        };
    }

    private Event crash(long saved) {
        try {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_MILLIS_BETWEEN) + 1L);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        long killed = System.nanoTime();
        server.restart();
        return new Event(
                "server", Operation.CRASH, "", "", "" + killed, 0, "", Outcome.OK, "", saved, System.nanoTime());
    }
}
