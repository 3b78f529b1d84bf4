package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;

/** {@code HttpSession} is the container's, where Security has the login; the application has its data in ours. */
class LoginToSessionAloneTest {
    @AutoClose
    private static final Site SITE = new Site(
            http -> http.formLogin(withDefaults()).rememberMe(remember -> remember.key("the same for ever")),
            "coatcheck.http-session.enabled=false");

    private final Browser browser = new Browser(SITE);

    @Test
    void whoLogsInGetsANewTicketForASessionThatIsTheirs() {
        browser.get("/public/fill");
        String before = browser.ticket();
        browser.login("alice");
        assertThat(browser.ticket()).isNotEqualTo(before);
        assertThat(SITE.sessions().find(before)).isEmpty();
        assertThat(browser.read("/public/cart")).isEqualTo("coat");
        assertThat(SITE.sessionsOf("alice")).contains(browser.sessionId());
    }

    @Test
    void aLoginCreatesNoSessionAndTheFirstWriteAfterItOneThatIsTheUsers() {
        browser.login("alice");
        assertThat(browser.read("/orders")).isEqualTo("alice");
        assertThat(browser.ticket()).isEmpty();
        browser.get("/public/fill");
        assertThat(SITE.sessionsOf("alice")).contains(browser.sessionId());
    }

    @Test
    void whoIsRememberedGetsANewTicketAsWell() {
        Map<String, String> form = browser.loginForm("alice");
        form.put("remember-me", "on");
        browser.post("/login", form);
        Browser later = new Browser(SITE);
        later.get("/public/fill");
        String before = later.ticket();
        later.with("remember-me", browser.cookie("remember-me"));
        assertThat(later.read("/orders")).isEqualTo("alice");
        assertThat(later.ticket()).isNotEqualTo(before);
        assertThat(SITE.sessions().find(before)).isEmpty();
        assertThat(SITE.sessionsOf("alice")).contains(later.sessionId());
    }

    @Test
    void logoutEndsTheSession() {
        browser.get("/public/fill");
        browser.login("alice");
        String ticket = browser.ticket();
        browser.logout();
        assertThat(SITE.sessions().find(ticket)).isEmpty();
        assertThat(browser.ticket()).isEmpty();
        assertThat(browser.read("/public/cart")).isEqualTo("empty");
    }

    @Test
    void logoutOfAVisitorWithoutASessionIsOne() {
        browser.login("alice");
        assertThat(Browser.location(browser.logout())).endsWith("/login?logout");
        assertThat(browser.get("/orders").statusCode()).isEqualTo(302);
    }

    @Test
    void theSessionsThatSecurityListsAreTheContainers() {
        assertThat(SITE.bean(SessionRegistry.class)).isInstanceOf(SessionRegistryImpl.class);
    }

    @Test
    void aLoginOutsideOfSecuritysStrategyIsNoticedAsWell() {
        try (Site site = new Site(http -> OwnLogin.add(http, true), "coatcheck.http-session.enabled=false")) {
            Browser visitor = new Browser(site);
            visitor.get("/public/fill");
            String before = visitor.ticket();
            visitor.post("/own-login", Map.of("username", "alice", "password", Site.PASSWORD));
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessions().find(before)).isEmpty();
            assertThat(site.sessionsOf("alice"))
                    .containsExactly(visitor.sessionId());
        }
    }
}
