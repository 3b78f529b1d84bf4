package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import redis.clients.jedis.Jedis;

/** An application on Redis, and what its visitors and its health endpoint say where that server is down. */
@ExtendWith(OutputCaptureExtension.class)
class RedisTest {
    private final TestRedis redis = new TestRedis();
    private RunningApplication application;

    @BeforeEach
    void start() {
        application = start(Pages.class);
    }

    @AfterEach
    void stop() {
        application.close();
        redis.close();
    }

    private RunningApplication start(Class<?>... parts) {
        return RunningApplication.start(
                List.of(parts),
                "coatcheck.store=redis",
                "coatcheck.redis.url=" + redis.url(),
                "coatcheck.redis.timeout=300ms",
                "management.endpoint.health.probes.enabled=true",
                "management.endpoint.health.show-details=always",
                "management.endpoint.health.group.readiness.include=readinessState,coatcheck");
    }

    @Test
    void theJedisThatBootManagesIsNewEnough() throws Exception {
        Properties jedis = new Properties();
        try (InputStream in = Jedis.class.getResourceAsStream("/META-INF/maven/redis.clients/jedis/pom.properties")) {
            jedis.load(in);
        }
        assertThat(jedis).containsEntry("version", "7.4.1");
        assertThat(application.get("/visit").body()).isEqualTo("1");
        try (RunningApplication second = start(Pages.class)) {
            second.cookies()
                    .getCookieStore()
                    .add(
                            second.uri("/"),
                            application.cookies().getCookieStore().getCookies().get(0));
            assertThat(second.get("/visit").body()).isEqualTo("2");
        }
    }

    @Test
    void healthIsPingedAndLivenessDoesNotDependOnIt() {
        assertThat(application.get("/actuator/health").body())
                .contains("\"coatcheck\":{", "redis store")
                .doesNotContain("DOWN");
        assertThat(application.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        redis.stop();
        HttpResponse<String> health = application.get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("redis store", "StoreUnavailableException");
        assertThat(application.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
        HttpResponse<String> liveness = application.get("/actuator/health/liveness");
        assertThat(liveness.statusCode()).isEqualTo(200);
        assertThat(liveness.body()).contains("UP").doesNotContain("coatcheck");
        redis.start();
        assertThat(application.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    }

    @Test
    void whileTheStoreIsDownAVisitorIsToldToComeBackAndTheLogHasNoStackTrace(CapturedOutput output) {
        application.get("/visit");
        redis.stop();
        for (String page : List.of("/visit", "/attribute?set=x", "/cart")) {
            HttpResponse<String> answer = application.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).as(page).hasValue("5");
            assertThat(answer.body()).as(page).contains("Service Unavailable").doesNotContain("Exception", "\tat ");
        }
        redis.start();
        assertThat(application.get("/visit").statusCode()).isEqualTo(200);
        redis.stop();
        application.cookies().getCookieStore().removeAll();
        assertThat(application.get("/home").body()).as("who has no session").isEqualTo("home");
        assertThat(output).contains("answered with 503").doesNotContain("\tat ");
    }

    @Test
    void soIsAVisitorWhomSpringSecurityWantsToKnow(CapturedOutput output) {
        try (RunningApplication closed = start(Pages.class, LoginFirst.class)) {
            assertThat(closed.get("/names").statusCode())
                    .as("to the login, with the request in the session")
                    .isEqualTo(302);
            redis.stop();
            HttpResponse<String> answer = closed.get("/names");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(answer.body()).doesNotContain("Exception", "\tat ");
        }
        assertThat(output).doesNotContain("\tat ");
    }

    static class LoginFirst {
        @Bean
        SecurityFilterChain loginFirst(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .build();
        }
    }
}
