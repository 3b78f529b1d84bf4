package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;

/** Login at an OpenID provider, and its logout tokens, which go to any instance. */
class OidcLogoutTest {
    @TempDir
    private static Path folder;

    private static Provider provider;
    private static Site one;
    private static Site other;

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        provider = new Provider();
        one = instance();
        other = instance();
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        provider.close();
    }

    @BeforeEach
    void openBrowser() {
        browser = new Browser(one);
    }

    private static Site instance() {
        return new Site(
                http -> http.oauth2Login(login ->
                                login.authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository()))
                        .oidcLogout(logout -> logout.backChannel(withDefaults())),
                "coatcheck.store=sqlite",
                "coatcheck.sqlite.file=" + folder.resolve("sessions.db"),
                "coatcheck.idle-timeout=1h",
                "spring.security.oauth2.client.registration.op.client-id=" + Provider.CLIENT,
                "spring.security.oauth2.client.registration.op.client-secret=secret",
                "spring.security.oauth2.client.registration.op.scope=openid",
                "spring.security.oauth2.client.provider.op.issuer-uri=" + provider.issuer(),
                "spring.security.oauth2.client.provider.op.user-name-attribute=preferred_username");
    }

    private static HttpResponse<String> logout(Site site, Map<String, String> whom) {
        return logout(site, provider.logoutToken(Provider.CLIENT, whom));
    }

    private static HttpResponse<String> logout(Site site, String token) {
        return new Browser(site).post("/logout/connect/back-channel/op", Map.of("logout_token", token));
    }

    @Test
    void aSessionBelongsToWhomTheProviderNames() {
        browser.get("/public/fill");
        String before = browser.ticket();
        provider.login(browser, "anna", "s1");
        assertThat(browser.read("/orders")).isEqualTo("anna@example.com");
        assertThat(browser.ticket()).isNotEqualTo(before);
        assertThat(one.sessions().find(before)).isEmpty();
        assertThat(browser.read("/public/cart")).isEqualTo("coat");
        assertThat(other.sessionsOf("anna@example.com"))
                .containsExactly(browser.sessionId());
    }

    @Test
    void whatSecurityKeepsOfTheProviderIsInTheSession() {
        provider.login(browser, "alma", "a1");
        assertThat(one.sessions().ownedBy("alma@example.com"))
                .singleElement()
                .satisfies(info -> assertThat(info.storedBytes().keySet())
                        .anyMatch(name -> name.contains("AUTHORIZED"))
                        .anyMatch(name -> name.contains("SECURITY_CONTEXT")));
        assertThat(browser.at(other).read("/orders")).isEqualTo("alma@example.com");
    }

    @Test
    void whoLogsOutAtTheProviderIsLoggedOutHere() {
        Browser phone = new Browser(one);
        provider.login(browser, "berta", "b1");
        provider.login(phone, "berta", "b2");
        assertThat(logout(other, Map.of("sid", "b1")).statusCode()).isEqualTo(200);
        assertThat(one.sessions().find(browser.ticket())).isEmpty();
        assertThat(browser.get("/orders").statusCode()).isEqualTo(302);
        assertThat(phone.read("/orders")).isEqualTo("berta@example.com");
    }

    @Test
    void allSessionsOfASubjectMayBeEnded() {
        Browser phone = new Browser(one);
        Browser somebodyElse = new Browser(one);
        provider.login(browser, "clara", "c1");
        provider.login(phone, "clara", "c2");
        provider.login(somebodyElse, "carl", "c3");
        assertThat(logout(other, Map.of("sub", "clara")).statusCode()).isEqualTo(200);
        assertThat(browser.get("/orders").statusCode()).isEqualTo(302);
        assertThat(phone.get("/orders").statusCode()).isEqualTo(302);
        assertThat(somebodyElse.read("/orders")).isEqualTo("carl@example.com");
    }

    @Test
    void aTokenThatIsForAnotherOrForNobodyEndsNothing() {
        provider.login(browser, "dora", "d1");
        assertThat(logout(other, provider.logoutToken("another", Map.of("sid", "d1")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(logout(other, "made.up.token").statusCode()).isIn(400, 401, 500);
        assertThat(logout(other, Map.of("sid", "d2")).statusCode()).isEqualTo(200);
        assertThat(logout(other, Map.of("sub", "dora@example.com")).statusCode())
                .isEqualTo(200);
        assertThat(browser.read("/orders")).isEqualTo("dora@example.com");
    }

    @Test
    void theSameBrowserMayLogInAgain() {
        provider.login(browser, "emma", "e1");
        long before = one.sessionCount();
        provider.login(browser, "emma", "e1");
        assertThat(one.sessionCount()).isEqualTo(before);
        provider.login(browser, "emma", "e2");
        logout(other, Map.of("sid", "e1"));
        assertThat(browser.read("/orders")).isEqualTo("emma@example.com");
        logout(other, Map.of("sid", "e2"));
        assertThat(browser.get("/orders").statusCode()).isEqualTo(302);
    }

    @Test
    void nobodyEndsWhatLeadsToASessionByTakingItsName() {
        provider.login(browser, "frida", "f1");
        assertThat(one.sessions().endAll("frida")).isZero();
        assertThat(one.sessions().endAll("f1")).isZero();
        assertThat(one.sessionsOf("frida@example.com")).hasSize(1);
        logout(one, Map.of("sub", "frida", "sid", "f1"));
        assertThat(one.sessionsOf("frida@example.com")).isEmpty();
    }
}
