package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.SessionManager;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.StandardEnvironment;
import org.testcontainers.containers.GenericContainer;

class ServiceConnectionTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(CoatcheckAutoConfiguration.class, ServiceConnectionAutoConfiguration.class));

    @Test
    void aContainerOfRedisIsUsedInPlaceOfTheUrl() {
        try (TestRedis redis = new TestRedis()) {
            application
                    .withUserConfiguration(Container.class)
                    .withBean(TestRedis.class, () -> redis)
                    .withPropertyValues("coatcheck.store=redis", "coatcheck.redis.url=redis://nowhere.invalid")
                    .run(context -> {
                        context.getBean(SessionManager.class).ping();
                        assertThat(context.getBean(SessionManager.class)).hasToString("redis store, sessions live 3h");
                    });
        }
    }

    @Test
    void itDoesNotChooseTheStoreAsARedisMayBeThereForOtherThings() {
        application
                .withBean(CoatcheckRedisConnectionDetails.class, () -> () -> "redis://nowhere.invalid")
                .run(context -> assertThat(context.getBean(SessionManager.class))
                        .hasToString("memory store, sessions live 3h"));
    }

    @Test
    void aServiceOfDockerComposeIsFoundByItsImage() throws Exception {
        Constructor<?> source = DockerComposeConnectionSource.class.getDeclaredConstructors()[0];
        source.setAccessible(true);
        Map<Class<?>, ConnectionDetails> found = new ConnectionDetailsFactories(
                        getClass().getClassLoader())
                .getConnectionDetails(
                        source.newInstance(new Service("valkey/valkey:8.1"), new StandardEnvironment()), false);
        assertThat(found.values())
                .filteredOn(CoatcheckRedisConnectionDetails.class::isInstance)
                .map(details -> ((CoatcheckRedisConnectionDetails) details).url())
                .containsExactly("redis://docker.example:32768");
    }

    /** What "docker compose ps" tells of a service. */
    private record Service(String imageName) implements RunningService {
        @Override
        public String name() {
            return "sessions";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of(imageName);
        }

        @Override
        public String host() {
            return "docker.example";
        }

        @Override
        public ConnectionPorts ports() {
            return new ConnectionPorts() {
                @Override
                public int get(int containerPort) {
                    return containerPort == 6379 ? 32768 : -1;
                }

                @Override
                public List<Integer> getAll() {
                    return List.of(32768);
                }

                @Override
                public List<Integer> getAll(@Nullable String protocol) {
                    return getAll();
                }
            };
        }

        @Override
        public Map<String, @Nullable String> env() {
            return Map.of();
        }

        @Override
        public Map<String, String> labels() {
            return Map.of();
        }
    }

    static class Container {
        @Bean
        @ServiceConnection("redis")
        StartedElsewhere container(TestRedis redis) {
            return new StartedElsewhere(redis);
        }
    }

    /** The container of a machine without Docker: the server in it is a process. */
    static final class StartedElsewhere extends GenericContainer<StartedElsewhere> {
        private final TestRedis redis;

        StartedElsewhere(TestRedis redis) {
            super("redis:8");
            this.redis = redis;
        }

        @Override
        public void start() {
            assertThat(redis.port()).isPositive();
        }

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return "127.0.0.1";
        }

        @Override
        public Integer getMappedPort(int port) {
            return redis.port();
        }
    }
}
