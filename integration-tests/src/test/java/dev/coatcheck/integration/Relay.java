package dev.coatcheck.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * Stands between clients and a server, sees what passes, and may change it or hang up. A piece that it sees is a whole
 * request or answer as long as these are small and come one at a time on their connection.
 */
final class Relay implements AutoCloseable {
    /** What to do with a piece that passes: hand it on, changed or not, or hang up. */
    interface Watch {
        /** Hands everything on. */
        Watch NONE = Optional::of;

        Optional<byte[]> see(byte[] piece);
    }

    private final URI server;
    private final ServerSocket listener;
    private final Watch requests;
    private final Watch answers;
    private final List<String> refusals = new CopyOnWriteArrayList<>();

    private Relay(URI server, Watch requests, Watch answers) throws IOException {
        this.server = server;
        this.requests = requests;
        this.answers = answers;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    static Relay before(String url) throws IOException {
        return watching(url, Watch.NONE, Watch.NONE);
    }

    static Relay watching(String url, Watch requests, Watch answers) throws IOException {
        return new Relay(URI.create(url), requests, answers);
    }

    /** One that changes what the server says. */
    static Relay changing(String url, UnaryOperator<String> answers) throws IOException {
        return watching(url, Watch.NONE, piece -> {
            String changed = answers.apply(new String(piece, StandardCharsets.ISO_8859_1));
            return Optional.of(changed.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    String url() {
        return "redis://localhost:" + listener.getLocalPort();
    }

    /** How many answers were errors that have this in their text. */
    long refusals(String text) {
        return refusals.stream().filter(refusal -> refusal.contains(text)).count();
    }

    /** Runs a part of a relay until one side hangs up. */
    static void start(Task task) {
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

    /** A part of a relay, which fails where a side hangs up. */
    interface Task {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket upstream = new Socket(server.getHost(), server.getPort());
            start(() -> copy(client, upstream, requests));
            start(() -> copy(upstream, client, piece -> {
                if (piece[0] == '-') {
                    refusals.add(new String(piece, StandardCharsets.ISO_8859_1));
                }
                return answers.see(piece);
            }));
        } catch (IOException e) {
            client.close();
        }
    }

    private static void copy(Socket from, Socket to, Watch watch) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                Optional<byte[]> passed = watch.see(Arrays.copyOf(buffer, length));
                if (passed.isEmpty()) {
                    return;
                }
                out.write(passed.get());
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
