package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;

/** What Security makes of a session that has ended: before the visitor comes back, or while they log in. */
class SessionsThatEndTest {
    private static final String EXPIRED = "/public/session-expired";

    private static Site siteThatTells() {
        return new Site(http ->
                http.formLogin(withDefaults()).sessionManagement(management -> management.invalidSessionUrl(EXPIRED)));
    }

    @Test
    void whoseSessionHasEndedIsToldSoOnceAndGoesOn() {
        try (Site site = siteThatTells()) {
            Browser visitor = new Browser(site);
            visitor.login("alice");
            site.sessions().endAll("alice");
            assertThat(Browser.location(visitor.get("/orders"))).endsWith(EXPIRED);
            assertThat(visitor.read(EXPIRED)).isEqualTo("somebody else has logged in");
            assertThat(visitor.read("/public/hello")).isEqualTo("hello");
            assertThat(Browser.location(visitor.get("/orders"))).endsWith("/login");
            visitor.login("alice");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
        }
    }

    @Test
    void whoSendsWhatIsNoTicketIsToldSoOnce() {
        try (Site site = siteThatTells()) {
            Browser visitor = new Browser(site).with(Browser.TICKET, "whatever");
            assertThat(Browser.location(visitor.get("/public/hello"))).endsWith(EXPIRED);
            assertThat(visitor.read("/public/hello")).isEqualTo("hello");
        }
    }

    @Test
    void whoHasHadNoSessionIsNotToldThatItHasEndedAndGetsNone() {
        try (Site site = siteThatTells()) {
            HttpResponse<String> response = new Browser(site).get("/public/hello");
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.headers().map()).doesNotContainKey("set-cookie");
            assertThat(site.sessionCount()).isZero();
        }
    }

    @Test
    void whoseSessionIsEndedDuringTheLoginMayTryAgain() {
        try (Site site = new Site(SessionsThatEndTest::endingTheSessionWithEachLogin)) {
            Browser visitor = new Browser(site);
            visitor.get("/public/set");
            assertThat(Browser.location(visitor.login("alice"))).endsWith("/login?error");
            assertThat(visitor.get("/orders").statusCode()).isEqualTo(302);
            assertThat(site.sessionsOf("alice")).isEmpty();
        }
    }

    /** As another request, or an administrator, would. */
    private static void endingTheSessionWithEachLogin(HttpSecurity http) {
        SessionManager sessions = http.getSharedObject(ApplicationContext.class).getBean(SessionManager.class);
        SessionAuthenticationStrategy ofSecurity = new ChangeSessionIdAuthenticationStrategy();
        http.formLogin(withDefaults())
                .sessionManagement(
                        management -> management.sessionAuthenticationStrategy((authentication, request, response) -> {
                            sessions.findById(id(request)).ifPresent(Session::end);
                            ofSecurity.onAuthentication(authentication, request, response);
                        }));
    }

    private static String id(HttpServletRequest request) {
        return request.getSession().getId().split("\\.", 2)[0];
    }
}
