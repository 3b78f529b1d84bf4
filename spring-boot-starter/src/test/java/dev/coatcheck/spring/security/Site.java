package dev.coatcheck.spring.security;

import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** A Spring Boot application of an instance's own: a context with its server, with Security as the test says. */
final class Site implements AutoCloseable {
    static final String PASSWORD = "coat";
    static final String LONG_NAME = "n".repeat(257);
    /** As what leads from a provider's session to ours is named. */
    static final String LINK = "oidc:" + "n".repeat(43);

    private final ConfigurableApplicationContext application;
    private final int port;

    /** What the test says about Security. */
    @FunctionalInterface
    interface Rules {
        void apply(HttpSecurity http) throws Exception;
    }

    Site(Rules rules, String... properties) {
        this(Application.class, rules, properties);
    }

    /** With what the application has of its own beside Security. */
    Site(Class<?> more, Rules rules, String... properties) {
        application = configured(new SpringApplicationBuilder(), more, rules, properties)
                .run();
        port = Integer.parseInt(property("local.server.port"));
    }

    /** One that a container has started. */
    Site(ConfigurableApplicationContext application, int port) {
        this.application = application;
        this.port = port;
    }

    static SpringApplicationBuilder configured(
            SpringApplicationBuilder application, Class<?> more, Rules rules, String... properties) {
        return application
                .sources(Application.class, more)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "coatcheck.cookie.secure=false",
                        "spring.main.banner-mode=off",
                        "logging.level.root=warn")
                .properties(properties)
                .initializers(context -> ((GenericApplicationContext) context).registerBean(Rules.class, () -> rules));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String property(String name) {
        return application.getEnvironment().getRequiredProperty(name);
    }

    SessionManager sessions() {
        return application.getBean(SessionManager.class);
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    List<String> sessionsOf(String user) {
        return sessions().ownedBy(user).stream().map(SessionInfo::id).toList();
    }

    long sessionCount() {
        try (Stream<String> ids = sessions().ids()) {
            return ids.count();
        }
    }

    @Override
    public void close() {
        application.close();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Pages.class)
    static class Application {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, Rules rules) throws Exception {
            http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**", "/error")
                    .permitAll()
                    .anyRequest()
                    .authenticated());
            rules.apply(http);
            return http.build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    Stream.of("alice", "bob", "Ærøskøbing 🧥", LONG_NAME, "oidc:alice", LINK)
                            .map(name -> User.withUsername(name)
                                    .password("{noop}" + PASSWORD)
                                    .roles("USER")
                                    .build())
                            .toList());
        }
    }
}
