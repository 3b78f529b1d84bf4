package dev.coatcheck.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** The server of a run: one of its own on this machine, without persistence, or one that is there already. */
public final class RedisServer implements AutoCloseable {
    private final redis.embedded.@Nullable RedisServer own;
    private final String url;

    private RedisServer(redis.embedded.@Nullable RedisServer own, String url) {
        this.own = own;
        this.url = url;
    }

    public static RedisServer at(String url) {
        return new RedisServer(null, url);
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
        return new RedisServer(server, "redis://127.0.0.1:" + port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String url() {
        return url;
    }

    String version() {
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
        if (own != null) {
            own.stop();
        }
    }
}
