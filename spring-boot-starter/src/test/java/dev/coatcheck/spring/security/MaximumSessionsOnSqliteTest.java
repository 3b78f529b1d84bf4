package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaximumSessionsOnSqliteTest extends MaximumSessionsContract {
    @TempDir
    private static Path folder;

    @Override
    String[] store() {
        return new String[] {"coatcheck.store=sqlite", "coatcheck.sqlite.file=" + folder.resolve("sessions.db")};
    }

    @Test
    void aSessionCountsOverARestart() {
        Browser desk = new Browser(refusing(0));
        desk.login("alice");
        stop();
        assertThat(Browser.location(new Browser(refusing(0)).login("alice"))).endsWith("/login?error");
        assertThat(desk.at(refusing(0)).read("/orders")).isEqualTo("alice");
    }
}
