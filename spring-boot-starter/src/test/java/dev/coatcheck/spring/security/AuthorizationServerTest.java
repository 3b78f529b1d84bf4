package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What Security's authorization server asks of the registry: it registers the user's session when an application asks for
 * a login, puts the session's id into the token that this application fetches by a request of its own, and compares it
 * when the user logs out.
 */
class AuthorizationServerTest {
    @AutoClose
    private static final Site SITE = new Site(Server.class, http -> http.formLogin(withDefaults()));

    private final Browser browser = new Browser(SITE);

    @RestController
    static class Server {
        private final SessionRegistry registry;

        Server(SessionRegistry registry) {
            this.registry = registry;
        }

        @GetMapping("/authorize")
        String authorize(HttpServletRequest request, Authentication user) {
            if (registry.getSessionInformation(request.getSession().getId()) == null) {
                registry.registerNewSession(request.getSession().getId(), Objects.requireNonNull(user.getPrincipal()));
            }
            return "authorized";
        }

        @GetMapping("/public/token")
        String token(@RequestParam String user) {
            return ids(user, false).get(0);
        }

        @GetMapping("/compare")
        String compare(HttpServletRequest request, Authentication user) {
            String own = request.getSession().getId();
            return ids(Objects.requireNonNull(user.getPrincipal()), true).stream()
                    .filter(own::equals)
                    .findFirst()
                    .orElse("none");
        }

        private List<String> ids(Object principal, boolean withExpired) {
            return registry.getAllSessions(principal, withExpired).stream()
                    .map(SessionInformation::getSessionId)
                    .toList();
        }

        @GetMapping("/change-id")
        String changeId(HttpServletRequest request) {
            return request.changeSessionId();
        }

        @GetMapping("/renew")
        String renew(HttpServletRequest request) {
            HttpSessions.get(request).renew();
            return "renewed";
        }
    }

    private static String tokenOf(String user) {
        return new Browser(SITE).read("/public/token?user=" + user);
    }

    @Test
    void aTokenNamesTheSessionAsTheLogoutDoes() {
        browser.login("alice");
        browser.get("/authorize");
        assertThat(tokenOf("alice")).startsWith(browser.sessionId()).isEqualTo(browser.read("/compare"));
        SITE.sessions().endAll("alice");
    }

    @Test
    void soItDoesWithANewTicketOnceTheUserIsAuthorizedAgain() {
        browser.login("bob");
        browser.get("/authorize");
        String before = tokenOf("bob");
        for (String change : List.of("/change-id", "/renew")) {
            browser.get(change);
            browser.get("/authorize");
            assertThat(tokenOf("bob")).isNotEqualTo(before).isEqualTo(browser.read("/compare"));
        }
        assertThat(SITE.sessions().ownedBy("bob"))
                .singleElement()
                .satisfies(session -> assertThat(session.storedBytes().keySet())
                        .as("the last id alone")
                        .filteredOn(name -> name.startsWith("spring.security.id."))
                        .hasSize(1));
        SITE.sessions().endAll("bob");
    }

    @Test
    void anIdThatNobodyHasRegisteredIsUnknown() {
        SessionRegistry registry = SITE.bean(SessionRegistry.class);
        browser.login("alice");
        browser.get("/authorize");
        String id = tokenOf("alice");
        assertThat(registry.getSessionInformation(id)).isNotNull();
        assertThat(registry.getSessionInformation(browser.sessionId()))
                .as("by what the store calls it")
                .isNotNull();
        assertThat(registry.getSessionInformation(browser.sessionId() + "." + "x".repeat(11)))
                .isNull();
        assertThat(registry.getSessionInformation("made up. \n")).isNull();
        SITE.sessions().endAll("alice");
    }

    @Test
    void aLimitRegistersTheSessionUnderTheSameId() {
        try (Site site = new Site(
                Server.class,
                http -> http.formLogin(withDefaults())
                        .sessionManagement(
                                management -> management.maximumSessions(1).expiredUrl("/public/session-expired")))) {
            Browser desk = new Browser(site);
            desk.login("alice");
            desk.get("/authorize");
            assertThat(new Browser(site).read("/public/token?user=alice")).isEqualTo(desk.read("/compare"));
            desk.get("/renew");
            new Browser(site).login("alice");
            assertThat(Browser.location(desk.get("/orders")))
                    .as("shut out, though the registry knows it by its former id")
                    .endsWith("/public/session-expired");
        }
    }
}
