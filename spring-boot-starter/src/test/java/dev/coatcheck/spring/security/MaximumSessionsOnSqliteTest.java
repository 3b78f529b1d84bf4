package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaximumSessionsOnSqliteTest extends MaximumSessionsContract {
    @TempDir
    private Path folder;

    @Override
    String[] store() {
        return new String[] {"coatcheck.store=sqlite", "coatcheck.sqlite.file=" + folder.resolve("sessions.db")};
    }

    private Site start() {
        return new Site(
                http -> http.formLogin(withDefaults())
                        .sessionManagement(
                                management -> management.maximumSessions(1).maxSessionsPreventsLogin(true)),
                store());
    }

    @Test
    void aSessionCountsOverARestart() {
        Browser desk;
        try (Site site = start()) {
            desk = new Browser(site);
            desk.login("alice");
        }
        try (Site site = start()) {
            assertThat(Browser.location(new Browser(site).login("alice"))).endsWith("/login?error");
            assertThat(desk.at(site).read("/orders")).isEqualTo("alice");
        }
    }
}
