package dev.coatcheck.spring.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import redis.embedded.RedisServer;

class MaximumSessionsOnRedisTest extends MaximumSessionsContract {
    private static final int PORT = freePort();
    private static RedisServer server;

    @Override
    String[] store() {
        return new String[] {"coatcheck.store=redis", "coatcheck.redis.url=redis://127.0.0.1:" + PORT};
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.newRedisServer()
                .port(PORT)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.stop();
    }
}
