package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import redis.embedded.RedisServer;

/** A Redis on loopback that answers now and then, so that a move to it takes a while to look at. */
final class SlowRedis implements AutoCloseable {
    private final RedisServer server;
    private final int port;
    private volatile boolean isSlow = true;

    private SlowRedis(int port) throws IOException {
        this.port = port;
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
    }

    static SlowRedis start() throws IOException {
        SlowRedis redis = new SlowRedis(freePort());
        redis.server.start();
        Thread thread = new Thread(redis::pauseAgainAndAgain, "slow-redis");
        thread.setDaemon(true);
        thread.start();
        return redis;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Each pause waits for the end of the one before, and so does all else: in between, every client gets one turn. */
    private void pauseAgainAndAgain() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
            do {
                socket.getOutputStream().write("CLIENT PAUSE 30\r\n".getBytes(US_ASCII));
            } while (answers.readLine() != null && isSlow);
        } catch (IOException e) {
            // it was stopped
        }
    }

    String url() {
        return "redis://localhost:" + port;
    }

    /** From now on it answers at once. */
    void hurry() {
        isSlow = false;
    }

    void stop() throws IOException {
        server.stop();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
