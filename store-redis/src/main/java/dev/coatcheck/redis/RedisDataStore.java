package dev.coatcheck.redis;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import dev.coatcheck.store.RetryTellingStore;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.StoreStats;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisAskDataException;

/**
 * Keeps sessions in Redis (6.2 or newer) or Valkey (7.2 or newer), where every instance sees them.
 *
 * <p>{@code PREFIX:{ID}} is a hash with a version and a deadline for each value, and expires with the session; {@code
 * PREFIX:{ID}:NAME} is a string, written with {@code SETEX}. All keys of a session share one hash tag, and every key
 * has a time to live. Every change to a session is a script, so each call is one atomic step and one round trip.
 *
 * <p>Transient errors do not reach the caller. A call is tried again, after a pause of random length, if its connection
 * broke or if the server restarts, loads its data, has no connection to spare or is being replaced. No new attempt
 * begins after the timeout, and the last one is waited for, so a call ends within twice the timeout. A write that is
 * tried again is not applied twice: the session remembers its latest writes and their results for longer than a call
 * can last. Two details: a {@link #delete} whose first answer was lost returns false, since the session is over by
 * then, and an {@link #extend} counts from its last attempt.
 *
 * <p>A master that sentinels have replaced is left at the first call that fails on it; if it still answers, within two
 * seconds. A cluster's masters are looked up again before each call that concerns all of them. While a slot of the
 * cluster is open because its migration was interrupted, the keys that have not moved yet can be used; keys that have
 * moved, and values with a new name, cannot be reached until the migration is finished.
 *
 * <p>A server that was killed, or was replaced by a replica that lagged behind, may have lost the latest writes. An
 * instance that has kept a lost value notices: versions are the time by the server's clock, so they are not used again.
 * (If that clock was set back, one is used again with a probability of one in a million.)
 *
 * <p>On its first connection a store checks the server with {@code INFO}, if its user may call that. A server that is
 * too old is refused in each call. A server that may evict sessions is logged as a warning.
 *
 * <p>Thread-safe.
 */
public final class RedisDataStore implements DataStore, BulkCreatingStore, RetryTellingStore {
    static final String NAME = "redis";
    private static final byte[] PUT = SessionKey.bytes("put");
    private static final byte[] REMOVE = SessionKey.bytes("remove");
    private static final byte[] OWN_TIMES = SessionKey.bytes(":own-times");
    private static final byte[] AT_LEAST = SessionKey.bytes("at least");
    private static final byte[] NO_BYTES = {};

    private final String prefix;
    private final Calls calls;
    private final Lanes lanes;

    /**
     * A store at a URL, with the defaults of {@code coatcheck.redis.*}.
     *
     * @param url {@code redis://[[user]:password@]host[:port][/database]}, or another form that {@code
     *     coatcheck.redis.url} takes
     * @throws dev.coatcheck.ConfigurationException if the URL has another form
     */
    public RedisDataStore(String url) {
        this(
                url,
                RedisSettings.PREFIX.defaultValue(),
                RedisSettings.TIMEOUT.defaultValue(),
                RedisSettings.POOL_SIZE.defaultValue());
    }

    /**
     * A store at a URL. Connections are opened when they are needed.
     *
     * @param url {@code redis://[[user]:password@]host[:port][/database]}, {@code
     *     redis-sentinel://[[user]:password@]host[:port],...[/database]?master=NAME}, or {@code
     *     redis-cluster://[[user]:password@]host[:port],...}; {@code rediss} instead of {@code redis} for TLS
     * @param prefix what all keys begin with: 1 to 64 characters of {@code A-Z a-z 0-9 . _ : -}
     * @param timeout how long a failing call is tried again; also how long one attempt waits for a connection, and for
     *     each part of the answer. A call ends within twice this time, also one that transfers a large value
     * @param poolSize the number of connections to one server
     * @throws dev.coatcheck.ConfigurationException if a parameter is not what the setting of that name takes
     */
    public RedisDataStore(String url, String prefix, Duration timeout, int poolSize) {
        this(
                RedisUrl.parse(RedisSettings.URL.parse(Objects.requireNonNull(url, "url"))),
                RedisSettings.PREFIX.parse(Objects.requireNonNull(prefix, "prefix")),
                RedisSettings.TIMEOUT.parse(
                        Objects.requireNonNull(timeout, "timeout").toString()),
                RedisSettings.POOL_SIZE.parse(Integer.toString(poolSize)),
                Tls.byDefault());
    }

    /**
     * A store as the {@code coatcheck.redis.*} settings say.
     *
     * @param config the settings
     * @throws dev.coatcheck.ConfigurationException if the URL has another form, or a file for TLS cannot be used
     */
    public RedisDataStore(CoatcheckConfig config) {
        this(config, RedisUrl.parse(config.get(RedisSettings.URL)));
    }

    private RedisDataStore(CoatcheckConfig config, RedisUrl url) {
        this(
                url,
                config.get(RedisSettings.PREFIX),
                config.get(RedisSettings.TIMEOUT),
                config.get(RedisSettings.POOL_SIZE),
                Tls.options(config, url));
    }

    private RedisDataStore(RedisUrl url, String prefix, Duration timeout, int poolSize, SslOptions tls) {
        this.prefix = prefix;
        this.calls = new Calls(Topology.of(url, timeout, poolSize, tls), url, timeout);
        // a try that another thread has taken along may be sent after its caller has given up, as long again
        this.lanes = new Lanes(timeout.multipliedBy(4));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void addRetryListener(Runnable listener) {
        calls.addRetryListener(listener);
    }

    private SessionKey sessionKey(String id) {
        return SessionKey.of(prefix, id);
    }

    private @Nullable Object run(String id, ScriptCall call) {
        return calls.ask(id, call::run);
    }

    @Override
    public boolean create(String id, Duration lifetime, List<Change> first) {
        NewSession session = new NewSession(id, lifetime, first);
        return lanes.onLane(lane -> createOn(lane, session));
    }

    /** Of each server, all in one round trip. */
    @Override
    public List<Answer> createAll(List<NewSession> sessions) {
        // each session remembers the lane's number by itself, so that one lane is enough
        return lanes.onLane(lane -> {
            List<Object> answers = new TogetherByServer(calls)
                    .ask(
                            sessions,
                            NewSession::id,
                            session -> create(lane, session).command());
            return answers.stream().map(RedisDataStore::answer).toList();
        });
    }

    private static Answer answer(Object reply) {
        if (reply instanceof Long) {
            return isOne(reply) ? Answer.CREATED : Answer.TAKEN;
        }
        return Answer.NOT_MADE;
    }

    private ScriptCall create(Lanes.Lane lane, NewSession session) {
        List<Change> first = session.first();
        ScriptCall call = new ScriptCall(
                Script.CREATE, sessionKey(session.id()), first.size(), Lanes.MARKS + 1 + 2 * first.size());
        first.forEach(change -> call.value(change.name()));
        lane.name(call);
        lane.mark(call);
        call.argument(session.lifetime().toMillis());
        for (Change change : first) {
            call.argument(change.timeToLive().map(Duration::toMillis).orElse(0L));
            call.argument(change.payload().orElseThrow().bytes());
        }
        return call;
    }

    private boolean createOn(Lanes.Lane lane, NewSession session) {
        AtomicBoolean isRepeated = new AtomicBoolean();
        ScriptCall call = create(lane, session);
        return isOne(calls.ask(session.id(), server -> {
            try {
                return call.run(server);
            } catch (JedisAskDataException e) {
                // where it was tried before, and its answer lost, the session may have been moved there
                if (isRepeated.get()) {
                    throw e;
                }
                return 0L;
            } finally {
                isRepeated.set(true);
            }
        }));
    }

    private static boolean isOne(@Nullable Object reply) {
        return Long.valueOf(1).equals(reply);
    }

    @Override
    public Optional<Slice> read(String id, List<Want> wants) {
        SessionKey session = sessionKey(id);
        boolean onlyKnown = wants.stream().allMatch(want -> want.heldVersion() != Want.ANY_VERSION);
        return calls.ask(id, server -> {
            if (onlyKnown) {
                PipelinedRead.Result read = new PipelinedRead(session, wants, server.mayEvict()).run(server);
                if (read.certain()) {
                    return read.slice();
                }
            }
            return readByScript(session, wants, server);
        });
    }

    /** Where a version held is no longer the value's, only the server can know in time whether bytes are wanted. */
    private static Optional<Slice> readByScript(SessionKey session, List<Want> wants, Server server) {
        ScriptCall call = new ScriptCall(Script.READ, session, 0, 1 + 2 * wants.size());
        call.argument(SessionKey.SESSION);
        wants.forEach(want -> call.argument(want.name()));
        wants.forEach(want -> call.argument(want.heldVersion()));
        Object reply = call.run(server);
        return reply == null ? Optional.empty() : Optional.of(slice((List<?>) reply));
    }

    private static Slice slice(List<?> reply) {
        Duration remaining = Duration.ofMillis((Long) reply.get(0));
        List<Found> found = new ArrayList<>();
        for (int i = 1; i < reply.size(); i += 4) {
            long version = (Long) reply.get(i + 1);
            long own = (Long) reply.get(i + 2);
            Duration ownRemaining = own < 0 ? remaining : Duration.ofMillis(own);
            Found value = switch (((Long) reply.get(i)).intValue()) {
                case 0 -> Found.absent();
                case 1 -> Found.present(version, ownRemaining, Payload.of((byte[]) reply.get(i + 3)));
                case 2 -> Found.unchanged(version, ownRemaining, reply.get(i + 3) instanceof Long length ? length : 0);
                default -> Found.damaged(version, ownRemaining);
            };
            found.add(own >= 0 && value.state() != Found.State.ABSENT ? value.withOwnTime() : value);
        }
        return new Slice(remaining, found);
    }

    @Override
    public WriteResult write(String id, List<Change> changes) {
        return lanes.onLane(lane -> writeOn(lane, id, changes));
    }

    private WriteResult writeOn(Lanes.Lane lane, String id, List<Change> changes) {
        List<byte[]> puts = new ArrayList<>();
        for (Change change : changes) {
            change.payload().ifPresent(payload -> puts.add(payload.bytes()));
        }
        ScriptCall call = new ScriptCall(
                Script.WRITE, sessionKey(id), puts.size(), 2 + Lanes.MARKS + 2 * changes.size() + puts.size());
        for (Change change : changes) {
            if (change.payload().isPresent()) {
                call.value(change.name());
            }
        }
        call.argument(SessionKey.SESSION);
        lane.name(call);
        call.argument(OWN_TIMES);
        changes.forEach(change -> call.argument(change.name()));
        lane.mark(call);
        changes.forEach(change -> call.argument(whatToDo(change)));
        puts.forEach(call::argument);
        List<?> reply = (List<?>) Objects.requireNonNull(run(id, call));
        return switch (((Long) reply.get(0)).intValue()) {
            case 0 -> WriteResult.GONE;
            case 1 -> WriteResult.CONFLICT;
            default -> WriteResult.applied((Long) reply.get(1), ((Long) reply.get(2)).intValue());
        };
    }

    private static byte[] whatToDo(Change change) {
        boolean puts = change.payload().isPresent();
        if (!change.isConditional()
                && !change.keepsTime()
                && change.timeToLive().isEmpty()) {
            return puts ? PUT : REMOVE;
        }
        long time = change.keepsTime()
                ? -1
                : change.timeToLive().map(Duration::toMillis).orElse(0L);
        return SessionKey.bytes((puts ? "put " : "remove ") + change.expectedVersion() + " " + time);
    }

    @Override
    public boolean extend(String id, Duration lifetime) {
        return extend(id, lifetime, NO_BYTES);
    }

    @Override
    public boolean prolong(String id, Duration atLeast) {
        return extend(id, atLeast, AT_LEAST);
    }

    private boolean extend(String id, Duration lifetime, byte[] how) {
        ScriptCall call = new ScriptCall(Script.EXTEND, sessionKey(id), 0, 2);
        call.argument(lifetime.toMillis());
        call.argument(how);
        return isOne(run(id, call));
    }

    @Override
    public Set<String> names(String id) {
        List<?> reply = (List<?>) Objects.requireNonNull(run(id, new ScriptCall(Script.NAMES, sessionKey(id), 0, 0)));
        Set<String> names = new HashSet<>();
        reply.forEach(name -> names.add(text(name)));
        return names;
    }

    private static String text(@Nullable Object reply) {
        return new String((byte[]) Objects.requireNonNull(reply), StandardCharsets.UTF_8);
    }

    @Override
    public boolean delete(String id) {
        return isOne(run(id, new ScriptCall(Script.DELETE, sessionKey(id), 0, 0)));
    }

    @Override
    public boolean deleteIfEmpty(String id) {
        return isOne(run(id, new ScriptCall(Script.DELETE_IF_EMPTY, sessionKey(id), 0, 0)));
    }

    /** Sessions that a cluster is moving from one master to another may be missing. */
    @Override
    public Stream<String> ids() {
        return new SessionIds(prefix, calls).stream().distinct();
    }

    /** The bytes are all that the servers use; they do not count sessions. */
    @Override
    public StoreStats stats() {
        List<ServerMemory> memories = calls.askAll(ServerMemory::ask);
        List<Server> servers = calls.masters();
        return new StoreStats(
                OptionalLong.empty(),
                OptionalLong.of(memories.stream().mapToLong(ServerMemory::used).sum()),
                memories.stream().anyMatch(ServerMemory::isUnlimited)
                        ? OptionalLong.empty()
                        : OptionalLong.of(
                                memories.stream().mapToLong(ServerMemory::max).sum()),
                Map.of(
                        "connections-active", sum(servers, Server::inUse),
                        "connections-idle", sum(servers, Server::idle),
                        "connections-awaited", sum(servers, Server::waiting)));
    }

    private static long sum(List<Server> servers, ToLongFunction<Server> number) {
        return servers.stream().mapToLong(number).sum();
    }

    @Override
    public void ping() {
        calls.askAll(server -> server.one(Command.PING));
    }

    @Override
    public void close() {
        calls.close();
    }
}
