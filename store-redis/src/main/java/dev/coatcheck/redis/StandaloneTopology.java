package dev.coatcheck.redis;

import java.time.Duration;
import java.util.List;

/** One server that has everything. */
final class StandaloneTopology implements Topology {
    private final Server server;

    StandaloneTopology(Server server) {
        this.server = server;
    }

    @Override
    public Server master(String key) {
        return server;
    }

    @Override
    public List<Server> masters() {
        return List.of(server);
    }

    @Override
    public void renew(Duration youngest) {
        // there is no other
    }

    @Override
    public void close() {
        server.close();
    }
}
