package dev.coatcheck.example.spring;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A redis-server of its own, on loopback. */
final class Redis implements AutoCloseable {
    private final RedisServer server;
    private final int port;

    private Redis(int port) throws IOException {
        this.port = port;
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
    }

    static Redis start() throws IOException {
        Redis redis = new Redis(freePort());
        redis.server.start();
        return redis;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "redis://localhost:" + port;
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
