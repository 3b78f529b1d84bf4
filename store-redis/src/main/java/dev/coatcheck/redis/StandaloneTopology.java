package dev.coatcheck.redis;

import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;

/** One server that has everything. */
final class StandaloneTopology implements Topology {
    private final ConnectionPool pool;

    StandaloneTopology(ConnectionPool pool) {
        this.pool = pool;
    }

    @Override
    public Connection connect(String key) {
        return pool.getResource();
    }

    @Override
    public List<ConnectionPool> masters() {
        return List.of(pool);
    }

    @Override
    public void renew() {
        // there is no other
    }

    @Override
    public void discard(String key) {
        pool.clear();
    }

    @Override
    public void close() {
        pool.close();
    }
}
