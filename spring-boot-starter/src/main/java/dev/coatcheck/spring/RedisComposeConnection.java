package dev.coatcheck.spring;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/** A service of Redis or Valkey in {@code compose.yaml}. */
final class RedisComposeConnection extends DockerComposeConnectionDetailsFactory<CoatcheckRedisConnectionDetails> {
    RedisComposeConnection() {
        super(new String[] {"redis", "redis/redis-stack", "redis/redis-stack-server", "valkey/valkey"});
    }

    @Override
    protected CoatcheckRedisConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new Details(source.getRunningService());
    }

    private static final class Details extends DockerComposeConnectionDetails
            implements CoatcheckRedisConnectionDetails {
        private final String url;

        Details(RunningService service) {
            super(service);
            url = "redis://" + service.host() + ":" + service.ports().get(6379);
        }

        @Override
        public String url() {
            return url;
        }
    }
}
