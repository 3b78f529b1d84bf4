package dev.coatcheck.redis;

import dev.coatcheck.StoreUnavailableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisClusterException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A topology that others tell. They are asked at the first use, so that an application starts while they are down, and
 * from then on when something suggests that what they told is no longer so. Nothing is subscribed to: a message may be
 * lost, and who waits for it hears nothing, where an answer that does not come is noticed.
 */
abstract class DiscoveredTopology implements Topology {
    /** What was told: a server for each slot, null where there is none. */
    private static final class View {
        final @Nullable Server[] bySlot;
        final Map<HostAndPort, Server> servers;

        View(@Nullable Server[] bySlot, Map<HostAndPort, Server> servers) {
            this.bySlot = bySlot;
            this.servers = Map.copyOf(servers);
        }
    }

    private final Servers servers;
    private final Duration patience;
    private final SharedTask<View> inquiry;
    private volatile @Nullable View latest;
    private volatile long toldAt;
    private boolean closed;

    DiscoveredTopology(Servers servers) {
        this.servers = servers;
        // they tell within milliseconds; where that takes long, one is frozen, and to try again is worth more
        this.patience = servers.timeout().dividedBy(4);
        this.inquiry = new SharedTask<>("coatcheck-redis-topology", servers.timeout(), this::inquire);
    }

    /** Asks who has each slot: null where it is nobody. May take as long as a call. */
    abstract @Nullable HostAndPort[] ask();

    /** Which of these slots a key is in. */
    abstract int slot(String key);

    @Override
    public Server master(String key) {
        Server master = view().bySlot[slot(key)];
        if (master == null) {
            throw new JedisClusterException("CLUSTERDOWN no server has the slot");
        }
        return master;
    }

    @Override
    public final Collection<Server> masters() {
        return view().servers.values();
    }

    private View view() {
        View known = latest;
        return known != null ? known : inquiry.outcome(servers.timeout());
    }

    @Override
    public final void renew(Duration youngest) {
        if (latest != null && isOlderThan(youngest)) {
            try {
                inquiry.outcome(patience);
            } catch (JedisException | StoreUnavailableException e) {
                // what was known is the best there is; the inquiry goes on, or the next call begins another
            }
        }
    }

    /** As {@link #renew}, but waits for nothing. */
    final void beginToRenew(Duration youngest) {
        if (latest != null && isOlderThan(youngest)) {
            inquiry.begin();
        }
    }

    private boolean isOlderThan(Duration youngest) {
        return System.nanoTime() - toldAt >= youngest.toNanos();
    }

    private View inquire() {
        try {
            return keep(ask());
        } finally {
            // where nobody answers, too: who asks again at once learns no more
            toldAt = System.nanoTime();
        }
    }

    private synchronized View keep(@Nullable HostAndPort[] told) {
        if (closed) {
            throw new JedisConnectionException("closed");
        }
        View before = latest;
        Map<HostAndPort, Server> known = before == null ? Map.of() : before.servers;
        Map<HostAndPort, Server> next = new HashMap<>();
        Arrays.stream(told)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(address -> next.put(address, serverAt(known, address)));
        @Nullable
        Server[] bySlot = Arrays.stream(told)
                .map(address -> address == null ? null : next.get(address))
                .toArray(Server[]::new);
        View view = new View(bySlot, next);
        latest = view;
        known.forEach((address, server) -> {
            if (!next.containsKey(address)) {
                server.close();
            }
        });
        return view;
    }

    private Server serverAt(Map<HostAndPort, Server> known, HostAndPort address) {
        Server server = known.get(address);
        return server == null ? servers.at(address) : server;
    }

    @Override
    public final void close() {
        View known;
        synchronized (this) {
            closed = true;
            known = latest;
        }
        if (known != null) {
            List.copyOf(known.servers.values()).forEach(Server::close);
        }
    }
}
