package dev.coatcheck.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The network between clients and a server, which may lose all that it carries, or trickle, and tells nobody. */
final class Wire implements AutoCloseable {
    /** What becomes of what the server says. */
    enum State {
        WHOLE,
        /** A byte each tenth of a second. */
        TRICKLING
    }

    private static final int PAUSE_MILLIS = 100;

    private final int server;
    private final ServerSocket listener = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> lost = ConcurrentHashMap.newKeySet();
    private volatile State state = State.WHOLE;

    Wire(int server) throws IOException {
        this.server = server;
        Relay.start(() -> {
            while (true) {
                Socket client = listener.accept();
                Relay.start(() -> connect(client));
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    void become(State next) {
        state = next;
    }

    /**
     * Carries nothing more on the connections that there are, as after the idle timeout of a router that translates
     * addresses: neither side hears of it, and new connections work.
     */
    void loseConnections() {
        lost.addAll(sockets);
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(client);
            sockets.add(upstream);
            Relay.start(() -> copy(client, upstream, false));
            Relay.start(() -> copy(upstream, client, true));
        } catch (IOException e) {
            client.close();
        }
    }

    private void copy(Socket from, Socket to, boolean answers) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            for (int sent = 0; sent < length && !lost.contains(from); ) {
                int next = answers && state == State.TRICKLING ? 1 : length - sent;
                out.write(Arrays.copyOfRange(buffer, sent, sent + next));
                sent += next;
                if (next == 1) {
                    pause();
                }
            }
        }
        if (!lost.contains(from)) {
            from.close();
            to.close();
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
