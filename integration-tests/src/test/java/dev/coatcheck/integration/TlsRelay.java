package dev.coatcheck.integration;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks TLS before a server that does not, as stunnel does. Who begins without TLS is passed on as well: a sentinel may
 * watch a server at the same address at which clients call it.
 */
final class TlsRelay implements AutoCloseable {
    private static final int HANDSHAKE = 0x16;

    private final ServerSocket listener = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final SSLContext context;
    private final boolean asksForCertificate;
    private volatile int server;

    /**
     * Not before a server yet.
     *
     * @param clients whose certificates are asked for and trusted; nobody is asked for one without
     */
    TlsRelay(Path keyStore, Optional<Path> clients) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(open(keyStore), Certificates.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(open(clients.orElse(keyStore)));
        context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        asksForCertificate = clients.isPresent();
    }

    private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), Certificates.PASSWORD.toCharArray());
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Passes on to a server from now on. */
    TlsRelay before(RedisServer server) {
        this.server = server.port();
        Relay.start(() -> {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Relay.start(() -> relay(client));
            }
        });
        return this;
    }

    private void relay(Socket client) throws IOException {
        try (client) {
            int first = client.getInputStream().read();
            if (first < 0) {
                return;
            }
            byte[] seen = {(byte) first};
            try (Socket near = first == HANDSHAKE ? secured(client, seen) : client;
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), server)) {
                sockets.add(far);
                if (!(near instanceof SSLSocket)) {
                    far.getOutputStream().write(seen);
                }
                Relay.start(() -> copy(far, near));
                copy(near, far);
            }
        }
    }

    private SSLSocket secured(Socket client, byte[] seen) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(client, new ByteArrayInputStream(seen), true);
        secured.setNeedClientAuth(asksForCertificate);
        secured.startHandshake();
        return secured;
    }

    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
            }
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
