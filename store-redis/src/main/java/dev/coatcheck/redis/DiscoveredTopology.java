package dev.coatcheck.redis;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * A topology that servers tell. They are asked at the first use, so that an application starts while they are down, and
 * by each later use until one of them has answered.
 */
abstract class DiscoveredTopology<P extends ConnectionProvider> implements Topology {
    private final SharedTask<P> discovery;
    private volatile @Nullable P provider;
    private boolean closed;

    DiscoveredTopology(Duration patience) {
        discovery = new SharedTask<>("coatcheck-redis-discovery", patience, this::keepDiscovered);
    }

    /** Asks the servers; may take long. */
    abstract P discover();

    final P provider() {
        P known = provider;
        return known != null ? known : discovery.outcome();
    }

    /** Empty as long as no server has answered. */
    final Optional<P> known() {
        return Optional.ofNullable(provider);
    }

    private P keepDiscovered() {
        P discovered = discover();
        synchronized (this) {
            if (!closed) {
                provider = discovered;
                return discovered;
            }
        }
        close(discovered);
        throw new JedisConnectionException("closed");
    }

    @Override
    public final void close() {
        synchronized (this) {
            closed = true;
        }
        known().ifPresent(DiscoveredTopology::close);
    }

    private static void close(ConnectionProvider provider) {
        try {
            provider.close();
        } catch (Exception e) {
            throw new IllegalStateException("a provider's close() throws no checked exception", e);
        }
    }
}
