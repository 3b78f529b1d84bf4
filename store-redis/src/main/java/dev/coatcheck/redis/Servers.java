package dev.coatcheck.redis;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;

/**
 * How servers of one kind are called.
 *
 * @param login what they are told first: user, password, database
 * @param timeout for a connection with all that it takes to be of use, and again for each answer
 * @param tls null where it is not spoken
 * @param poolSize the most connections to one server
 * @param check looks at each connection that is opened to be used again and again
 */
record Servers(
        JedisClientConfig login, Duration timeout, @Nullable SslOptions tls, int poolSize, Consumer<Connection> check) {

    Server at(HostAndPort address) {
        Dialer dialer = new Dialer(address, timeout, tls);
        return new Server(() -> checked(open(dialer, timeout)), timeout, poolSize);
    }

    private Connection checked(Connection opened) {
        try {
            check.accept(opened);
            return opened;
        } catch (RuntimeException | Error e) {
            closeAfter(e, opened);
            throw e;
        }
    }

    /** Before Jedis 8, to close a broken connection is to write to it once more; what broke it is what matters. */
    private static void closeAfter(Throwable failure, Connection broken) {
        try {
            broken.close();
        } catch (JedisException e) {
            failure.addSuppressed(e);
        }
    }

    /** A connection for one question, which its user closes; opened within so long. */
    Connection connect(HostAndPort address, Duration most) {
        return open(new Dialer(address, most, tls), most);
    }

    private Connection open(Dialer dialer, Duration most) {
        return Deadline.within(most, () -> new Connection(dialer, login));
    }
}
