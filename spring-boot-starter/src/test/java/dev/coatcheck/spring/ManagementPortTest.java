package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.SessionManager;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** The endpoints of operation on a port of their own, where Spring Security's filters are the application's. */
class ManagementPortTest {
    private static HttpResponse<String> health(RunningApplication application) {
        String port = application.context().getEnvironment().getRequiredProperty("local.management.port");
        return application.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/liveness")));
    }

    @Test
    void sessionsAreTheSameThere() {
        try (RunningApplication application = RunningApplication.start(
                List.of(Pages.class, AlwaysASession.class),
                "management.server.port=0",
                "management.server.address=127.0.0.1")) {
            assertThat(health(application).statusCode()).isEqualTo(200);
            assertThat(application.cookies().getCookieStore().getCookies())
                    .extracting("name")
                    .containsExactly("coatcheck");
            application.get("/visit");
            health(application);
            assertThat(application.bean(SessionManager.class).stats().sessions())
                    .hasValue(1);
        }
    }

    @Test
    void soIsTheAnswerWhileTheStoreIsDown() {
        try (RunningApplication application = RunningApplication.start(
                List.of(Pages.class, AlwaysASession.class),
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "coatcheck.store=redis",
                "coatcheck.redis.timeout=50ms",
                "coatcheck.redis.url=redis://127.0.0.1:" + TestRedis.freePort())) {
            assertThat(health(application).statusCode()).isEqualTo(503);
            assertThat(health(application).headers().firstValue("Retry-After")).hasValue("5");
        }
    }

    static class AlwaysASession {
        @Bean
        SecurityFilterChain always(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.ALWAYS))
                    .build();
        }
    }
}
