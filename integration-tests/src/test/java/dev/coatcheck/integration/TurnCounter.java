package dev.coatcheck.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between one client's connection and a server, and counts round trips: how often the client spoke after the
 * server had spoken last.
 */
final class TurnCounter implements AutoCloseable {
    private final URI server;
    private final ServerSocket listener;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean serverSpokeLast = new AtomicBoolean(true);

    private TurnCounter(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    static TurnCounter before(String url) throws IOException {
        return new TurnCounter(URI.create(url));
    }

    String url() {
        return "redis://localhost:" + listener.getLocalPort();
    }

    int turns() {
        return turns.get();
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // one of the two hung up: so does this
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Task {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket upstream = new Socket(server.getHost(), server.getPort());
            start(() -> copy(client, upstream, () -> {
                if (serverSpokeLast.compareAndSet(true, false)) {
                    turns.incrementAndGet();
                }
            }));
            start(() -> copy(upstream, client, () -> serverSpokeLast.set(true)));
        }
    }

    private static void copy(Socket from, Socket to, Runnable seen) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                seen.run();
                out.write(buffer, 0, length);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
