package dev.coatcheck.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A redis-server process on loopback, which starts at first use and ends with the JVM. */
final class RedisProcess {
    private static final int ATTEMPTS = 5;
    private static final String URL = start();

    private RedisProcess() {}

    static String sharedUrl() {
        return URL;
    }

    /** Somebody else may take a free port before the server does: then it is tried with another. */
    private static String start() {
        for (int attempt = 1; ; attempt++) {
            try {
                return start(freePort());
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static String start(int port) throws IOException {
        RedisServer server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .onShutdownForceStop(true)
                .build();
        server.start();
        return "redis://127.0.0.1:" + port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
