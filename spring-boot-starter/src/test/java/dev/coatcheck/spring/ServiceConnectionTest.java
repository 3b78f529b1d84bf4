package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.SessionManager;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.testcontainers.containers.GenericContainer;

class ServiceConnectionTest {
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CoatcheckAutoConfiguration.class, ServiceConnectionAutoConfiguration.class));

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
