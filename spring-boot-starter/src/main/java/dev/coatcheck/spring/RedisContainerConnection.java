package dev.coatcheck.spring;

import java.util.List;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/** {@code @ServiceConnection} on a container of Redis or Valkey. */
final class RedisContainerConnection
        extends ContainerConnectionDetailsFactory<Container<?>, CoatcheckRedisConnectionDetails> {

    RedisContainerConnection() {
        super(List.of("redis", "redis/redis-stack", "redis/redis-stack-server", "valkey/valkey"));
    }

    @Override
    protected CoatcheckRedisConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<Container<?>> source) {
        return new Details(source);
    }

    private static final class Details extends ContainerConnectionDetails<Container<?>>
            implements CoatcheckRedisConnectionDetails {
        Details(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public String url() {
            return "redis://" + getContainer().getHost() + ":" + getContainer().getMappedPort(6379);
        }
    }
}
