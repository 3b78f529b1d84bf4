package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import redis.clients.jedis.Protocol.Command;

/** One server as the driver sees it, beneath all that tries again. */
public final class OpenServer implements AutoCloseable {
    private final Topology topology;
    private final Server server;

    /** @param connections the most at once */
    public OpenServer(String url, Duration timeout, int connections) {
        topology = Topology.of(
                RedisUrl.parse(url),
                timeout,
                connections,
                Tls.options(CoatcheckConfig.of(Map.of()), RedisUrl.parse(url)));
        server = topology.master("any");
    }

    /** What the server calls the connection that the question came by. */
    public long connection() {
        return (Long) Objects.requireNonNull(server.one(Command.CLIENT, "ID"));
    }

    /** A request that the server refuses. */
    public void askWhatIsRefused() {
        server.one(Command.GET);
    }

    /** A request that cannot be made, after half of it was. */
    public void askAndFail(RuntimeException failure) {
        server.ask(connection -> {
            connection.sendCommand(Command.PING);
            throw failure;
        });
    }

    /** Asks in the middle of making a request. */
    public void askWhile(Runnable meanwhile) {
        server.ask(connection -> {
            connection.sendCommand(Command.PING);
            meanwhile.run();
            return 1;
        });
    }

    public int active() {
        return server.active();
    }

    public int idle() {
        return server.idle();
    }

    public void clear() {
        server.clear();
    }

    /** Whether a failure says that no connection came free in time. */
    public static boolean isExhaustion(RuntimeException e) {
        return e instanceof redis.clients.jedis.exceptions.JedisException failure
                && Fault.of(failure) == Fault.EXHAUSTED;
    }

    /** Whether a failure says that the server was left. */
    public static boolean isClosed(RuntimeException e) {
        return e instanceof redis.clients.jedis.exceptions.JedisException failure && Fault.of(failure) == Fault.CLOSED;
    }

    @Override
    public void close() {
        topology.close();
    }
}
