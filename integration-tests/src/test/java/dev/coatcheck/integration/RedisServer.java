package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real Redis or Valkey server on this machine's loopback, empty and without persistence. Where it comes from is
 * {@link ServerSource}'s choice.
 *
 * <p>{@link #sharedUrl} is what most tests want. A test that freezes, kills or reconfigures its server starts one of
 * its own and closes it. Thread-safe.
 */
abstract class RedisServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Once<String> SHARED =
            new Once<>(() -> ServerSource.fromEnvironment().sharedUrl());

    private final int port;
    private boolean paused;

    RedisServer(int port) {
        this.port = port;
    }

    /** The one server that the tests of this run share: it starts at first use and ends with the run. */
    static String sharedUrl() {
        return SHARED.get();
    }

    /** A server for one test alone, with settings as on redis-server's command line: {@code "--maxmemory", "10mb"}. */
    static RedisServer start(String... settings) {
        RedisServer server = ServerSource.fromEnvironment().create(List.of(settings));
        server.restart();
        return server;
    }

    /** A server that others reach at 127.0.0.1 and its port: one of a cluster, a master, a replica. */
    static RedisServer startNode(String... settings) {
        RedisServer server = ServerSource.fromEnvironment().createNode(List.of(settings));
        server.restart();
        return server;
    }

    /** A sentinel, with the lines of its file but port and address. */
    static RedisServer startSentinel(String settings) {
        RedisServer server = ServerSource.fromEnvironment().createSentinel(settings);
        server.restart();
        return server;
    }

    final String url() {
        return "redis://localhost:" + port;
    }

    final int port() {
        return port;
    }

    /** Freezes the server: connections are still accepted, by the kernel, and nothing is answered. */
    final synchronized void pause() {
        if (!paused) {
            freeze();
            paused = true;
        }
    }

    /** Lets a frozen server go on where it was. */
    final synchronized void resume() {
        if (paused) {
            thaw();
            paused = false;
        }
    }

    /** Kills the server, as a power cut would: connections break, new ones are refused, its data is gone but for what it saved. */
    final synchronized void stop() {
        resume();
        kill();
    }

    /** Kills the server where it runs, and starts it on the same port, with what it saved; does not wait for it. */
    final synchronized void relaunch() {
        stop();
        launch();
    }

    /** As {@link #relaunch}, but returns when it answers. */
    final synchronized void restart() {
        relaunch();
        await("an answer at " + url())
                .atMost(START_LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(JedisException.class)
                .until(this::answers);
        ServerVersion.announce(url(), origin());
    }

    @Override
    public final synchronized void close() {
        stop();
        dispose();
    }

    private boolean answers() {
        requireAlive();
        try (RedisClient client = RedisClient.create("localhost", port)) {
            return client.ping().equals("PONG");
        }
    }

    /** Where the server is from, for people: a Docker image, an artifact. */
    abstract String origin();

    abstract void launch();

    /** Throws an {@link AssertionError} with the server's own words if it ended by itself. */
    abstract void requireAlive();

    abstract void freeze();

    abstract void thaw();

    /** Does nothing where the server does not run. */
    abstract void kill();

    /** Removes what is left of a killed server. */
    abstract void dispose();
}
