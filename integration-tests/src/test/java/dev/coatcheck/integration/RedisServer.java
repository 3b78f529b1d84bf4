package dev.coatcheck.integration;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * A real Redis or Valkey server on this machine's loopback, empty and without persistence. Where it comes from is
 * {@link ServerSource}'s choice.
 *
 * <p>{@link #sharedUrl} is what most tests want. A test that freezes, kills or reconfigures its server starts one of
 * its own and closes it. Thread-safe.
 */
abstract class RedisServer implements AutoCloseable {
    /** How long tests wait for what a server does soon, on a machine that is busy with other things. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** For a test's own questions, which wait for a server that is slow. */
    static final JedisClientConfig PATIENT =
            inOwnProtocol().timeoutMillis(Math.toIntExact(PATIENCE.toMillis())).build();

    /** For a question that is asked again: where something before a server takes a connection, it may lead nowhere. */
    private static final JedisClientConfig HASTY = inOwnProtocol().build();

    private static final Once<String> SHARED =
            new Once<>(() -> ServerSource.fromEnvironment().sharedUrl());

    private final int port;
    private boolean paused;

    RedisServer(int port) {
        this.port = port;
    }

    /** Before Jedis 8 that cannot be said, and need not be. */
    private static DefaultJedisClientConfig.Builder inOwnProtocol() {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder();
        try {
            return client.serverDefaultProtocol();
        } catch (NoSuchMethodError olderJedis) {
            return client;
        }
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
                .atMost(PATIENCE)
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
        try (Jedis redis = new Jedis(new HostAndPort("localhost", port), HASTY)) {
            return redis.ping().equals("PONG");
        }
    }

    /** One connection for a test's own questions; whoever asks for it closes it. */
    final Jedis connect() {
        return new Jedis(new HostAndPort("localhost", port), PATIENT);
    }

    /** A client for a test's own questions; whoever asks for it closes it. */
    final RedisClient client() {
        return client(url());
    }

    static RedisClient client(String url) {
        URI uri = URI.create(url);
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .from(PATIENT)
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri))
                .build();
        return RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                .clientConfig(config)
                .build();
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
