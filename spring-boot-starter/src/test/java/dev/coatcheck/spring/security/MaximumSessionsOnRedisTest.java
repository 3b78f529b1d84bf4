package dev.coatcheck.spring.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

class MaximumSessionsOnRedisTest extends MaximumSessionsContract {
    private static RedisServer server;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "redis://127.0.0.1:" + free.getLocalPort();
            server = RedisServer.newRedisServer()
                    .port(free.getLocalPort())
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
        }
        server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.stop();
    }

    @BeforeEach
    void clear() {
        try (RedisClient client = RedisClient.create(url)) {
            client.flushAll();
        }
    }

    @Override
    String[] store() {
        return new String[] {"coatcheck.store=redis", "coatcheck.redis.url=" + url};
    }
}
