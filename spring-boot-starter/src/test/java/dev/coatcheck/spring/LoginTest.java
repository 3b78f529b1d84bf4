package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Spring Security's own filters have the session, as they come behind ours. */
class LoginTest {

    private static HttpResponse<String> login(RunningApplication application) {
        return application.send(HttpRequest.newBuilder(application.uri("/login?username=ann&password=secret"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String ticket(RunningApplication application) {
        return application.cookies().getCookieStore().getCookies().get(0).getValue();
    }

    @Test
    void aHandlerOfTheLoginCanRenewTheSession() {
        try (RunningApplication application = RunningApplication.start(List.of(Pages.class, Login.class))) {
            application.get("/visit");
            String before = ticket(application);
            assertThat(login(application).statusCode()).isEqualTo(204);
            assertThat(ticket(application)).isNotEqualTo(before);
            assertThat(application.get("/visit").body()).isEqualTo("2");
        }
    }

    @Test
    void whereHttpSessionIsTheContainersItsCookieIsBesideOurs() {
        try (RunningApplication application =
                RunningApplication.start(List.of(Pages.class, Login.class), "coatcheck.http-session.enabled=false")) {
            application.get("/visit");
            application.get("/attribute?set=x");
            assertThat(application.cookies().getCookieStore().getCookies())
                    .extracting("name")
                    .containsExactlyInAnyOrder("coatcheck", "JSESSIONID");
        }
    }

    static class Login {
        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(User.withUsername("ann")
                    .password("{noop}secret")
                    .roles("USER")
                    .build());
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(AbstractHttpConfigurer::disable)
                    .formLogin(form -> form.successHandler((request, response, who) -> {
                        HttpSessions.get(request).renew();
                        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                    }))
                    .build();
        }
    }
}
