package dev.coatcheck.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens sockets to one server, by whichever of its addresses answers, each within what time there is. Thread-safe. */
final class Dialer implements JedisSocketFactory {
    /** An address by itself, which nobody has to be asked for. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private static final String NO_TIME = "The time was up before there was a connection";

    private final HostAndPort server;
    private final Duration timeout;
    private final @Nullable SslOptions tls;
    private final SharedTask<InetAddress[]> resolution;

    Dialer(HostAndPort server, Duration timeout, @Nullable SslOptions tls) {
        this.server = server;
        this.timeout = timeout;
        this.tls = tls;
        // Java has no timeout for it
        this.resolution = new SharedTask<>("coatcheck-redis-name", timeout, this::resolve);
    }

    @Override
    public Socket createSocket() {
        if (Deadline.leftNanos(timeout.toNanos()) <= 0) {
            // nobody would wait for the thread that looks the name up
            throw unreached(new SocketTimeoutException(NO_TIME));
        }
        InetAddress[] addresses = ADDRESS.matcher(server.getHost()).matches() ? resolve() : resolution.outcome(timeout);
        JedisConnectionException failure = unreached(new UnknownHostException(server.getHost()));
        for (int i = 0; i < addresses.length; i++) {
            try {
                return open(addresses[i], addresses.length - i);
            } catch (IOException | GeneralSecurityException e) {
                failure = unreached(e);
            }
        }
        throw failure;
    }

    private InetAddress[] resolve() {
        try {
            return InetAddress.getAllByName(server.getHost());
        } catch (UnknownHostException e) {
            throw unreached(e);
        }
    }

    private JedisConnectionException unreached(Exception cause) {
        return new UnreachedException(server.toString(), cause);
    }

    /** Leaves time for the addresses that are left. */
    private Socket open(InetAddress address, int addresses) throws IOException, GeneralSecurityException {
        long left = Deadline.leftNanos(timeout.toNanos());
        if (left <= 0) {
            throw new SocketTimeoutException(NO_TIME);
        }
        TimedSocket socket = new TimedSocket(timeout);
        try {
            socket.connect(new InetSocketAddress(address, server.getPort()), TimedSocket.millis(left / addresses));
            return tls == null ? socket : secured(socket, tls);
        } catch (IOException | GeneralSecurityException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket secured(TimedSocket socket, SslOptions options) throws IOException, GeneralSecurityException {
        SSLContext context = options.createSslContext();
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, server.getHost(), server.getPort(), true);
        secured.setSSLParameters(options.getSslParameters());
        try {
            secured.startHandshake();
        } catch (SocketTimeoutException e) {
            SSLHandshakeException late = new SSLHandshakeException("No answer in time");
            late.initCause(e);
            throw late;
        }
        return secured;
    }

    @Override
    public String toString() {
        return server.toString();
    }
}
