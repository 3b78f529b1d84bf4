package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.userdetails.User;

/** Stock {@code maximumSessions} on two instances that share a store. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class MaximumSessionsContract {
    private final List<Site> kicking = new ArrayList<>();
    private final List<Site> refusing = new ArrayList<>();
    private final List<Site> others = new ArrayList<>();

    /** What an instance needs to have that store. */
    abstract String[] store();

    private Site instance(Limit limit) {
        return new Site(
                http -> http.formLogin(withDefaults())
                        .sessionManagement(management -> limit.apply(management.maximumSessions(1))),
                store());
    }

    @FunctionalInterface
    private interface Limit {
        void apply(SessionManagementConfigurer<HttpSecurity>.ConcurrencyControlConfigurer one);
    }

    Site kicking(int instance) {
        while (kicking.size() <= instance) {
            kicking.add(instance(limit -> limit.expiredUrl("/public/session-expired")));
        }
        return kicking.get(instance);
    }

    Site refusing(int instance) {
        while (refusing.size() <= instance) {
            refusing.add(instance(limit -> limit.maxSessionsPreventsLogin(true)));
        }
        return refusing.get(instance);
    }

    /** As before somebody thought of a limit. */
    private Site unlimited() {
        others.add(new Site(http -> http.formLogin(withDefaults()), store()));
        return others.get(others.size() - 1);
    }

    private Site named(int instance) {
        while (others.size() <= instance) {
            others.add(new Site(
                    http -> http.authenticationProvider(new OwnNames())
                            .formLogin(withDefaults())
                            .sessionManagement(
                                    management -> management.maximumSessions(1).expiredUrl("/public/session-expired")),
                    store()));
        }
        return others.get(instance);
    }

    private static final class Named extends UsernamePasswordAuthenticationToken {
        private static final long serialVersionUID = 1;

        Named(Object principal) {
            super(principal, "", List.of());
        }

        @Override
        public String getName() {
            return "id of " + super.getName();
        }
    }

    /** Their users are not called as their principals are. */
    private static final class OwnNames implements AuthenticationProvider {
        @Override
        public Authentication authenticate(Authentication asked) {
            return new Named(Objects.requireNonNull(asked.getPrincipal()));
        }

        @Override
        public boolean supports(Class<?> kind) {
            return true;
        }
    }

    @AfterEach
    void stopOthers() {
        others.forEach(Site::close);
        others.clear();
    }

    void stop() {
        kicking.forEach(Site::close);
        kicking.clear();
        refusing.forEach(Site::close);
        refusing.clear();
    }

    @AfterAll
    void stopAll() {
        stop();
    }

    @BeforeEach
    void nobodyHasASession() {
        for (String user : List.of("alice", "bob", "id of alice")) {
            kicking(0).sessions().endAll(user);
        }
    }

    @Test
    void whoLogsInElsewhereEndsTheOlderSession() {
        Site one = kicking(0);
        Site other = kicking(1);
        Browser desk = new Browser(one);
        Browser phone = new Browser(other);
        desk.login("alice");
        assertThat(desk.at(other).read("/orders")).isEqualTo("alice");
        phone.login("alice");
        assertThat(phone.at(one).read("/orders")).isEqualTo("alice");
        String ofDesk = desk.ticket();
        assertThat(Browser.location(desk.at(one).get("/orders"))).endsWith("/public/session-expired");
        assertThat(one.sessions().find(ofDesk)).isEmpty();
        assertThat(Browser.location(desk.get("/orders"))).endsWith("/login");
        assertThat(phone.read("/orders")).isEqualTo("alice");
        assertThat(one.sessionsOf("alice")).hasSize(1);
    }

    @Test
    void anotherUsersSessionsDoNotCount() {
        Site one = kicking(0);
        Browser alice = new Browser(one);
        Browser bob = new Browser(one);
        alice.login("alice");
        bob.login("bob");
        assertThat(alice.read("/orders")).isEqualTo("alice");
        assertThat(bob.read("/orders")).isEqualTo("bob");
    }

    @Test
    void aSessionMayLogInAgain() {
        Site one = refusing(0);
        Site other = refusing(1);
        Browser desk = new Browser(one);
        desk.login("alice");
        assertThat(Browser.location(desk.at(other).login("alice"))).endsWith("/");
        assertThat(desk.read("/orders")).isEqualTo("alice");
    }

    @Test
    void whoIsShutOutMayLogInAgainAndShutsOutTheOther() {
        Site one = kicking(0);
        Browser desk = new Browser(one);
        Browser phone = new Browser(one);
        desk.login("alice");
        var form = desk.loginForm("alice");
        phone.login("alice");
        assertThat(Browser.location(desk.post("/login", form))).endsWith("/");
        assertThat(desk.read("/orders")).isEqualTo("alice");
        assertThat(Browser.location(phone.get("/orders"))).endsWith("/public/session-expired");
    }

    @Test
    void aSessionOfTheUserIsShutOutAlsoWhereItsLoginDidNotKnowOfTheLimit() {
        Site one = kicking(0);
        Browser desk = new Browser(unlimited());
        desk.login("alice");
        Browser phone = new Browser(one);
        phone.login("alice");
        String ofDesk = desk.ticket();
        assertThat(Browser.location(desk.at(one).get("/orders"))).endsWith("/public/session-expired");
        assertThat(one.sessions().find(ofDesk)).isEmpty();
        assertThat(phone.read("/orders")).isEqualTo("alice");
        assertThat(one.sessionsOf("alice")).hasSize(1);
    }

    @Test
    void theNameOfTheAuthenticationCounts() {
        Site one = named(0);
        Site other = named(1);
        Browser desk = new Browser(one);
        Browser phone = new Browser(other);
        desk.login("alice");
        phone.login("alice");
        assertThat(phone.read("/orders")).isEqualTo("id of alice");
        assertThat(Browser.location(desk.get("/orders"))).endsWith("/public/session-expired");
        assertThat(one.sessionsOf("id of alice")).containsExactly(phone.sessionId());
        assertThat(one.sessionsOf("alice")).isEmpty();
        assertThat(one.bean(SessionRegistry.class).getAllSessions("id of alice", false))
                .extracting(info -> StoredSessionRegistry.storedId(info.getSessionId()))
                .containsExactly(phone.sessionId());
    }

    @Test
    void whoLogsInAllTheTimeLeavesNoSessionsBehind() {
        for (int i = 0; i < 6; i++) {
            new Browser(kicking(i % 2)).login("alice");
        }
        assertThat(kicking(0).sessionsOf("alice"))
                .as("the last one, and the one that it shut out")
                .hasSize(2);
    }

    @Test
    void aNameThatNoSessionCanBelongToIsNoLogin() {
        assertThat(Browser.location(new Browser(refusing(0)).login(Site.LONG_NAME)))
                .endsWith("/login?error");
    }

    @Test
    void aLoginThatIsOneTooManyIsRefusedUntilTheOtherHasLoggedOut() {
        Site one = refusing(0);
        Site other = refusing(1);
        Browser desk = new Browser(one);
        Browser phone = new Browser(other);
        desk.login("alice");
        assertThat(Browser.location(phone.login("alice"))).endsWith("/login?error");
        assertThat(phone.get("/orders").statusCode()).isEqualTo(302);
        assertThat(desk.read("/orders")).isEqualTo("alice");
        desk.logout();
        phone.login("alice");
        assertThat(phone.read("/orders")).isEqualTo("alice");
    }

    @Test
    void aSessionThatEndsInAnyOtherWayMakesRoom() {
        Site one = refusing(0);
        Site other = refusing(1);
        new Browser(one).login("alice");
        one.sessions().endAll("alice");
        assertThat(Browser.location(new Browser(other).login("alice"))).endsWith("/");
    }

    @Test
    void administratorsSeeTheSessionsOfAUserAndMayEndThem() {
        Site one = kicking(0);
        Site other = kicking(1);
        Browser desk = new Browser(one);
        desk.login("alice");
        SessionRegistry registry = other.bean(SessionRegistry.class);
        Object alice = User.withUsername("alice").password("").build();
        List<SessionInformation> sessions = registry.getAllSessions(alice, false);
        assertThat(sessions)
                .extracting(info -> StoredSessionRegistry.storedId(info.getSessionId()))
                .isEqualTo(other.sessionsOf("alice"));
        SessionInformation found = Objects.requireNonNull(
                registry.getSessionInformation(sessions.get(0).getSessionId()));
        assertThat(found.getPrincipal()).isEqualTo("alice");
        found.expireNow();
        assertThat(registry.getAllSessions(alice, false)).isEmpty();
        assertThat(registry.getAllSessions("alice", true)).hasSize(1);
        assertThat(Browser.location(desk.get("/orders"))).endsWith("/public/session-expired");
        assertThat(registry.getAllSessions(alice, true)).isEmpty();
        assertThat(registry.getSessionInformation("made up")).isNull();
    }
}
