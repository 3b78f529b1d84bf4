package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.exceptions.JedisException;

/** One server as the driver sees it, beneath all that tries again. */
public final class OpenServer implements AutoCloseable {
    private final Topology topology;
    private final Server server;
    private final Calls calls;

    /** @param connections the most at once */
    public OpenServer(String url, Duration timeout, int connections) {
        topology = Topology.of(
                RedisUrl.parse(url),
                timeout,
                connections,
                Tls.options(CoatcheckConfig.of(Map.of()), RedisUrl.parse(url)));
        server = topology.master("any");
        calls = new Calls(topology, RedisUrl.parse(url), timeout);
    }

    /** What the server calls the connection that the question came by. */
    public long connection() {
        return (Long) Objects.requireNonNull(server.one(Command.CLIENT, "ID"));
    }

    /** As {@link #connection}, asked again where that fails, and something else is done between. */
    public long connectionAskedAgain(Runnable between) {
        return calls.ask("any", any -> {
            try {
                return connection();
            } catch (JedisException e) {
                between.run();
                throw e;
            }
        });
    }

    /** A request that the server refuses. */
    public void askWhatIsRefused() {
        server.one(Command.GET);
    }

    /** Has the server say something, with nothing around it. */
    public String echo(String text) {
        return echo(() -> text);
    }

    /** As {@link #echo(String)}; what is to be said is told, or fails, when half of the request is made. */
    public String echo(Supplier<String> text) {
        CommandArguments command = new CommandArguments(Command.ECHO)
                .add((Rawable) () -> text.get().getBytes(StandardCharsets.UTF_8));
        return new String((byte[]) Objects.requireNonNull(server.one(command)), StandardCharsets.UTF_8);
    }

    /** As {@link #echo(String)}, and whether the server told the time behind it. */
    public boolean echoesAndTellsTime(String text) {
        List<Object> answers = server.askAndTime(new CommandArguments(Command.ECHO).add(text));
        return answers.size() == 2
                && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), (byte[]) answers.get(0))
                && answers.get(1) instanceof List<?> time
                && time.size() == 2;
    }

    /** Does something as part of a call that ends within so long. */
    public static <T> T within(Duration most, Supplier<T> work) {
        return Deadline.within(most, work);
    }

    /** The number of calls that nobody has taken along yet. */
    public int waiting() {
        return server.waiting();
    }

    /** The number of connections in use. */
    public int inUse() {
        return server.inUse();
    }

    public int idle() {
        return server.idle();
    }

    public void clear() {
        server.clear();
    }

    /** Whether a failure says that no connection came free in time. */
    public static boolean isExhaustion(Throwable e) {
        return e instanceof JedisException failure && Fault.of(failure) == Fault.EXHAUSTED;
    }

    /** Whether a failure says that the connection broke, so that the call may have been made. */
    public static boolean isBreak(Throwable e) {
        return e instanceof JedisException failure && Fault.of(failure).cure() == Fault.Cure.DISCARD;
    }

    /** Whether a failure says that the server was left. */
    public static boolean isClosed(RuntimeException e) {
        return e instanceof JedisException failure && Fault.of(failure) == Fault.CLOSED;
    }

    @Override
    public void close() {
        topology.close();
    }
}
