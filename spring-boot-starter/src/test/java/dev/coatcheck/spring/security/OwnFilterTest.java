package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;

/** The application has a {@code CoatcheckFilter} of its own, on all paths or on some. */
class OwnFilterTest {
    private static final Map<String, String> ALICE = Map.of("username", "alice", "password", Site.PASSWORD);

    @Configuration(proxyBeanMethods = false)
    static class OnAllPaths {
        @Bean
        FilterRegistrationBean<CoatcheckFilter> ownFilter(SessionManager sessions, CoatcheckConfig config) {
            return registration(new CoatcheckFilter(sessions, config));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithTheListener {
        @Bean
        FilterRegistrationBean<CoatcheckFilter> ownFilter(
                SessionManager sessions, CoatcheckConfig config, HttpSessionListener coatcheckUserSessions) {
            return registration(CoatcheckFilter.builder(sessions, config)
                    .listener(coatcheckUserSessions)
                    .build());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OutsideOfTheLogin {
        @Bean
        FilterRegistrationBean<CoatcheckFilter> ownFilter(SessionManager sessions, CoatcheckConfig config) {
            FilterRegistrationBean<CoatcheckFilter> filter = registration(new CoatcheckFilter(sessions, config));
            filter.addUrlPatterns("/public/*");
            return filter;
        }
    }

    private static FilterRegistrationBean<CoatcheckFilter> registration(CoatcheckFilter own) {
        FilterRegistrationBean<CoatcheckFilter> filter = new FilterRegistrationBean<>(own);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 50);
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return filter;
    }

    @Test
    void aSessionThatALoginBeginsIsTheUsers() {
        try (Site site = new Site(
                OnAllPaths.class,
                http -> http.csrf(AbstractHttpConfigurer::disable).formLogin(withDefaults()))) {
            Browser visitor = new Browser(site);
            visitor.post("/login", ALICE);
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
            site.sessions().endAll("alice");
            assertThat(visitor.get("/orders").statusCode()).isEqualTo(302);
        }
    }

    @Test
    void aSessionThatIsBegunForWhoIsRememberedIsTheUsers() {
        try (Site site = new Site(
                OnAllPaths.class,
                http -> http.csrf(AbstractHttpConfigurer::disable)
                        .formLogin(withDefaults())
                        .rememberMe(remember -> remember.alwaysRemember(true)))) {
            Browser visitor = new Browser(site);
            visitor.post("/login", ALICE);
            Browser later = new Browser(site).with("remember-me", visitor.cookie("remember-me"));
            assertThat(later.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionsOf("alice")).contains(later.sessionId());
        }
    }

    @Test
    void anAnonymousVisitorsSessionIsNobodys() {
        try (Site site = new Site(
                OnAllPaths.class,
                http -> http.csrf(AbstractHttpConfigurer::disable).formLogin(withDefaults()))) {
            Browser visitor = new Browser(site);
            visitor.post("/login", ALICE);
            new Browser(site).get("/public/set");
            new Browser(site).get("/public/both");
            assertThat(site.sessionCount()).isEqualTo(3);
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
        }
    }

    @Test
    void theLimitCounts() {
        try (Site site = new Site(
                OnAllPaths.class,
                http -> http.csrf(AbstractHttpConfigurer::disable)
                        .formLogin(withDefaults())
                        .sessionManagement(
                                management -> management.maximumSessions(1).maxSessionsPreventsLogin(true)))) {
            new Browser(site).post("/login", ALICE);
            assertThat(Browser.location(new Browser(site).post("/login", ALICE)))
                    .endsWith("/login?error");
        }
    }

    @Test
    void withTheListenerWhatAStatelessUserBeginsIsTheirs() {
        try (Site site = new Site(WithTheListener.class, http -> http.httpBasic(withDefaults()))) {
            Browser visitor = new Browser(site);
            visitor.getAs("alice", "/public/set");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoginThatDoesNotPassTheFilterIsTheContainers(boolean isHttpSession) {
        try (Site site = new Site(
                OutsideOfTheLogin.class,
                http -> http.csrf(AbstractHttpConfigurer::disable).formLogin(withDefaults()),
                "coatcheck.http-session.enabled=" + isHttpSession)) {
            Browser visitor = new Browser(site);
            assertThat(Browser.location(visitor.post("/login", ALICE))).endsWith("/");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionCount()).isZero();
            assertThat(Browser.location(visitor.post("/logout", Map.of()))).endsWith("/login?logout");
            assertThat(visitor.get("/orders").statusCode()).isEqualTo(302);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noLimitConcernsALoginThatDoesNotPassTheFilter(boolean isRefused) {
        try (Site site = new Site(
                OutsideOfTheLogin.class,
                http -> http.csrf(AbstractHttpConfigurer::disable)
                        .formLogin(withDefaults())
                        .sessionManagement(
                                management -> management.maximumSessions(1).maxSessionsPreventsLogin(isRefused)))) {
            Browser shop = new Browser(site);
            shop.get("/public/fill");
            site.sessions().find(shop.ticket()).orElseThrow().belongsTo("alice");
            Browser visitor = new Browser(site);
            assertThat(Browser.location(visitor.post("/login", ALICE))).endsWith("/");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(shop.read("/public/cart")).isEqualTo("coat");
        }
    }

    @Test
    void aLoginAtTheManagementPortIsOneAsAnyOther() {
        try (Site site = new Site(
                http -> http.csrf(AbstractHttpConfigurer::disable)
                        .formLogin(withDefaults())
                        .sessionManagement(management -> management.maximumSessions(1)),
                "management.server.port=0",
                "management.server.address=127.0.0.1")) {
            String management = "http://127.0.0.1:" + site.property("local.management.port");
            Browser visitor = new Browser(site);
            assertThat(Browser.location(visitor.post(management + "/login", ALICE)))
                    .endsWith("/");
            assertThat(site.sessionsOf("alice")).hasSize(1);
        }
    }
}
