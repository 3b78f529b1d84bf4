package dev.coatcheck.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.clients.jedis.RedisClient;

/** The server of a run: one of its own on this machine, without persistence, or one that is there already. */
public final class RedisServer implements AutoCloseable {
    private final Closeable own;
    private final String url;

    private RedisServer(Closeable own, String url) {
        this.own = own;
        this.url = url;
    }

    public static RedisServer at(String url) {
        return new RedisServer(() -> {}, url);
    }

    public static RedisServer start() throws IOException {
        int port = freePort();
        redis.embedded.RedisServer server = redis.embedded.RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .setting("appendonly no")
                .onShutdownForceStop(true)
                .build();
        server.start();
        return new RedisServer(server::stop, "redis://127.0.0.1:" + port);
    }

    /** Behind a link of 1 Gbit/s. */
    static RedisServer overLink() throws IOException {
        Link link = Link.open();
        return new RedisServer(link, link.url());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String url() {
        return url;
    }

    public String version() {
        try (RedisClient client = RedisClient.create(url)) {
            return client.info("server")
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> "redis-server " + line.substring(line.indexOf(':') + 1))
                    .findFirst()
                    .orElse("unknown");
        }
    }

    @Override
    public void close() throws IOException {
        own.close();
    }
}
