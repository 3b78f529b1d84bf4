package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.coatcheck.Session;
import dev.coatcheck.servlet.HttpSessions;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;

/** Stock Security with form login, remember-me and logout, and nothing said about sessions. */
class LoginTest {
    @AutoClose
    private static final Site SITE =
            new Site(http -> http.formLogin(withDefaults()).rememberMe(remember -> remember.key("the same for ever")));

    private final Browser browser = new Browser(SITE);

    private static boolean isLive(Site site, String ticket) {
        return site.sessions().find(ticket).isPresent();
    }

    @Test
    void whoLogsInGetsANewTicketAndKeepsWhatIsInTheSession() {
        browser.get("/public/fill");
        browser.get("/public/set");
        String before = browser.ticket();
        assertThat(Browser.location(browser.login("alice"))).endsWith("/");
        assertThat(browser.ticket()).isNotEmpty().isNotEqualTo(before);
        assertThat(isLive(SITE, before)).isFalse();
        assertThat(browser.read("/orders")).isEqualTo("alice");
        assertThat(browser.read("/public/cart")).isEqualTo("coat");
        assertThat(browser.read("/public/hat")).isEqualTo("felt");
    }

    @Test
    void aSessionBelongsToWhoHasLoggedIn() {
        browser.get("/public/fill");
        assertThat(SITE.sessionsOf("alice")).doesNotContain(browser.sessionId());
        browser.login("alice");
        assertThat(SITE.sessionsOf("alice")).contains(browser.sessionId());
    }

    @Test
    void aTicketThatWasPlantedIsNobodysAfterTheLogin() {
        Browser attacker = new Browser(SITE);
        attacker.get("/public/fill");
        String planted = attacker.ticket();
        browser.with(Browser.TICKET, planted).login("alice");
        assertThat(browser.read("/orders")).isEqualTo("alice");
        assertThat(attacker.get("/orders").statusCode()).isEqualTo(302);
        assertThat(attacker.read("/public/cart")).isEqualTo("empty");
        assertThat(isLive(SITE, planted)).isFalse();
    }

    @Test
    void whoWasSentToTheLoginReachesThePageThatTheyWanted() {
        assertThat(Browser.location(browser.get("/orders?year=2026"))).endsWith("/login");
        assertThat(Browser.location(browser.login("alice"))).contains("/orders?year=2026");
    }

    @Test
    void aWrongPasswordGivesTheSessionToNobody() {
        Map<String, String> form = browser.loginForm("alice");
        String ticket = browser.ticket();
        form.put("password", "wrong");
        assertThat(Browser.location(browser.post("/login", form))).endsWith("/login?error");
        assertThat(browser.ticket()).isEqualTo(ticket);
        assertThat(SITE.sessionsOf("alice")).doesNotContain(browser.sessionId());
        assertThat(browser.read("/login?error")).contains("Invalid credentials");
    }

    @Test
    void withoutTheTokenOfTheFormThereIsNoLogin() {
        Map<String, String> form = browser.loginForm("alice");
        form.put("_csrf", "made up");
        assertThat(browser.post("/login", form).statusCode()).isEqualTo(403);
        assertThat(SITE.sessionsOf("alice")).doesNotContain(browser.sessionId());
    }

    @Test
    void logoutEndsTheSession() {
        browser.get("/public/fill");
        browser.login("alice");
        String ticket = browser.ticket();
        String id = browser.sessionId();
        assertThat(Browser.location(browser.logout())).endsWith("/login?logout");
        assertThat(isLive(SITE, ticket)).isFalse();
        assertThat(SITE.sessionsOf("alice")).doesNotContain(id);
        assertThat(browser.read("/public/cart")).isEqualTo("empty");
        assertThat(browser.with(Browser.TICKET, ticket).get("/orders").statusCode())
                .isEqualTo(302);
    }

    @Test
    void nobodyGetsACookieForLooking() {
        assertThat(browser.get("/public/hello").headers().map()).doesNotContainKey("set-cookie");
        assertThat(browser.get("/public/hat").headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void whoIsRememberedHasASessionThatIsTheirs() {
        String remembered = remembered();
        browser.with("remember-me", remembered);
        assertThat(browser.read("/orders")).isEqualTo("alice");
        assertThat(SITE.sessionsOf("alice")).contains(browser.sessionId());
    }

    @Test
    void whoIsRememberedGetsANewTicketForTheSessionThatTheyHaveAlready() {
        browser.get("/public/fill");
        String before = browser.ticket();
        browser.with("remember-me", remembered());
        assertThat(browser.read("/orders")).isEqualTo("alice");
        assertThat(browser.ticket()).isNotEqualTo(before);
        assertThat(isLive(SITE, before)).isFalse();
        assertThat(SITE.sessionsOf("alice")).contains(browser.sessionId());
        assertThat(browser.read("/public/cart")).isEqualTo("coat");
    }

    private static String remembered() {
        Browser elsewhere = new Browser(SITE);
        Map<String, String> form = elsewhere.loginForm("alice");
        form.put("remember-me", "on");
        elsewhere.post("/login", form);
        return elsewhere.cookie("remember-me");
    }

    @Test
    void whoLogsInAfterSomebodyElseHasTheSessionForThemselves() {
        browser.login("alice");
        String ofAlice = browser.ticket();
        String id = browser.sessionId();
        browser.login("bob");
        assertThat(browser.read("/orders")).isEqualTo("bob");
        assertThat(isLive(SITE, ofAlice)).isFalse();
        assertThat(SITE.sessionsOf("bob")).contains(browser.sessionId());
        assertThat(SITE.sessionsOf("alice")).doesNotContain(id);
        SITE.sessions().endAll("alice");
        assertThat(browser.read("/orders")).isEqualTo("bob");
    }

    @Test
    void whoseSessionsAreEndedByAnAdministratorIsLoggedOutEverywhere() {
        Browser phone = new Browser(SITE);
        Browser other = new Browser(SITE);
        browser.login("alice");
        phone.login("alice");
        other.login("bob");
        assertThat(SITE.sessions().endAll("alice")).isGreaterThanOrEqualTo(2);
        assertThat(List.of(
                        browser.get("/orders").statusCode(),
                        phone.get("/orders").statusCode()))
                .containsOnly(302);
        assertThat(other.read("/orders")).isEqualTo("bob");
    }

    @Test
    void aNameMayBeAnyText() {
        browser.login("Ærøskøbing 🧥");
        assertThat(SITE.sessionsOf("Ærøskøbing 🧥")).containsExactly(browser.sessionId());
    }

    @Test
    void aNameThatNoSessionCanBelongToIsNoLogin() {
        assertThat(Browser.location(browser.login(Site.LONG_NAME))).endsWith("/login?error");
        assertThat(browser.get("/orders").statusCode()).isEqualTo(302);
    }

    @Test
    void ofLoginsAtTheSameTimeNoneFails() throws Exception {
        HttpRequest login = browser.form("/login", browser.loginForm("alice"));
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<HttpResponse<String>>> logins = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                    await(start);
                    return Browser.answer(login);
                }))
                .toList();
        start.countDown();
        assertThat(logins).extracting(answer -> answer.join().statusCode()).isSubsetOf(302, 403);
        assertThat(logins)
                .filteredOn(answer -> Browser.location(answer.join()).endsWith("/"))
                .isNotEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRequestThatWritesDuringTheLogoutBringsNothingBack() {
        browser.login("alice");
        String ticket = browser.ticket();
        String csrf = browser.csrf();
        List<CompletableFuture<HttpResponse<String>>> writers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> new Browser(SITE).with(Browser.TICKET, ticket).get("/public/set")))
                .toList();
        browser.post("/logout", Map.of("_csrf", csrf));
        writers.forEach(CompletableFuture::join);
        assertThat(isLive(SITE, ticket)).isFalse();
        assertThat(new Browser(SITE).with(Browser.TICKET, ticket).get("/orders").statusCode())
                .isEqualTo(302);
    }

    @Test
    void aLoginThatBeginsWithoutASessionHasOneThatIsTheUsers() {
        try (Site site = new Site(http -> http.formLogin(withDefaults())
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .spa()))) {
            Browser visitor = new Browser(site);
            visitor.get("/login");
            assertThat(visitor.ticket()).isEmpty();
            visitor.post("/login", Map.of("username", "alice", "password", Site.PASSWORD, "_csrf", visitor.csrf()));
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
            assertThat(site.sessionCount()).isEqualTo(1);
        }
    }

    @Test
    void aSuccessHandlerMayRenewTheSessionAsWell() {
        try (Site site = new Site(http -> http.formLogin(form -> form.successHandler((request, response, user) -> {
            HttpSessions.get(request).renew();
            response.sendRedirect("/welcome");
        })))) {
            Browser visitor = new Browser(site);
            assertThat(Browser.location(visitor.login("alice"))).endsWith("/welcome");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"newSession", "migrateSession", "none"})
    void anotherProtectionAgainstFixationIsSecuritysToApply(String protection) {
        try (Site site = new Site(http -> http.formLogin(withDefaults())
                .sessionManagement(management -> management.sessionFixation(fixation -> {
                    switch (protection) {
                        case "newSession" -> fixation.newSession();
                        case "migrateSession" -> fixation.migrateSession();
                        default -> fixation.none();
                    }
                })))) {
            Browser visitor = new Browser(site);
            visitor.get("/public/set");
            String before = visitor.ticket();
            visitor.login("alice");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(visitor.read("/public/hat")).isEqualTo(protection.equals("newSession") ? "none" : "felt");
            assertThat(visitor.ticket().equals(before)).isEqualTo(protection.equals("none"));
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
        }
    }

    @Test
    void aBasicLoginThatSecurityKeepsInTheSessionIsALoginLikeOthers() {
        try (Site site = new Site(http -> http.httpBasic(withDefaults())
                .sessionManagement(management -> management.requireExplicitAuthenticationStrategy(false)))) {
            Browser visitor = new Browser(site);
            visitor.get("/public/fill");
            String before = visitor.ticket();
            assertThat(visitor.getAs("alice", "/orders").body()).isEqualTo("alice");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
            assertThat(visitor.ticket()).isNotEqualTo(before);
            assertThat(isLive(site, before)).isFalse();
        }
    }

    @Test
    void aStatelessApplicationHasNoSessions() {
        try (Site site = new Site(http -> http.httpBasic(withDefaults())
                .formLogin(withDefaults())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(management -> management.sessionCreationPolicy(SessionCreationPolicy.STATELESS)))) {
            Browser visitor = new Browser(site);
            assertThat(visitor.get("/orders").statusCode()).isIn(302, 401);
            assertThat(visitor.getAs("alice", "/orders").body()).isEqualTo("alice");
            visitor.post("/login", Map.of("username", "alice", "password", Site.PASSWORD));
            assertThat(visitor.ticket()).isEmpty();
            assertThat(site.sessionCount()).isZero();
        }
    }

    @Test
    void whatIsWrittenForAVisitorCreatesOneSession() {
        for (String mode : List.of("true", "false")) {
            try (Site site =
                    new Site(http -> http.formLogin(withDefaults()), "coatcheck.http-session.enabled=" + mode)) {
                new Browser(site).get("/public/fill");
                assertThat(site.sessionCount()).isEqualTo(1);
                new Browser(site).get("/public/both");
                assertThat(site.sessionCount()).isEqualTo(2);
                new Browser(site).get("/public/set");
                assertThat(site.sessionCount()).isEqualTo(mode.equals("true") ? 3 : 2);
            }
        }
    }

    @Test
    void whatAStatelessUserPutsIntoASessionIsTheirs() {
        try (Site site = new Site(http -> http.httpBasic(withDefaults())
                .sessionManagement(management -> management.sessionCreationPolicy(SessionCreationPolicy.STATELESS)))) {
            Browser visitor = new Browser(site);
            visitor.getAs("alice", "/public/set");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
            assertThat(site.sessions().find(visitor.ticket()).map(Session::id)).hasValue(visitor.sessionId());
        }
    }

    @Test
    void nothingIsBoundWhereThatIsSwitchedOff() {
        try (Site site = new Site(http -> http.formLogin(withDefaults()), "coatcheck.spring.security.enabled=false")) {
            Browser visitor = new Browser(site);
            visitor.login("alice");
            assertThat(visitor.read("/orders")).isEqualTo("alice");
            assertThat(site.sessionsOf("alice")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLoginOutsideOfSecuritysStrategyIsNoticedWhereItIsKept(boolean isKept) {
        try (Site site = new Site(http -> OwnLogin.add(http, isKept))) {
            Browser visitor = new Browser(site);
            visitor.get("/public/fill");
            String before = visitor.ticket();
            visitor.post("/own-login", Map.of("username", "alice", "password", Site.PASSWORD));
            assertThat(visitor.get("/orders").statusCode()).isEqualTo(isKept ? 200 : 403);
            assertThat(visitor.ticket().equals(before)).isEqualTo(!isKept);
            assertThat(isLive(site, before)).isEqualTo(!isKept);
            assertThat(site.sessionsOf("alice")).hasSize(isKept ? 1 : 0);
            assertThat(visitor.read("/public/cart")).isEqualTo("coat");
        }
    }

    @Test
    void aNameThatLeadsFromAProviderToASessionIsNoUsers() {
        assertThat(Browser.location(browser.login(Site.LINK))).endsWith("/login?error");
        assertThat(browser.get("/orders").statusCode()).isEqualTo(302);
        browser.login("oidc:alice");
        assertThat(browser.read("/orders")).isEqualTo("oidc:alice");
        try (Site site = new Site(http ->
                http.csrf(csrf -> csrf.disable()).formLogin(withDefaults()).httpBasic(withDefaults()))) {
            Browser visitor = new Browser(site);
            visitor.post("/login", Map.of("username", Site.LINK, "password", Site.PASSWORD));
            assertThat(visitor.get("/orders").statusCode()).isIn(302, 401);
            visitor.getAs(Site.LINK, "/public/set");
            assertThat(site.sessionsOf(Site.LINK)).isEmpty();
        }
    }

    @Test
    void whoIsLoggedInIsAskedOfTheApplicationsOwnStrategy() {
        try (Site site = new Site(
                OwnHolder.class,
                http -> http.httpBasic(withDefaults())
                        .sessionManagement(
                                management -> management.sessionCreationPolicy(SessionCreationPolicy.STATELESS)))) {
            Browser visitor = new Browser(site);
            visitor.getAs("alice", "/public/set");
            assertThat(site.sessionsOf("alice")).containsExactly(visitor.sessionId());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnHolder {
        @Bean
        SecurityContextHolderStrategy ownHolder() {
            return new SecurityContextHolderStrategy() {
                private final ThreadLocal<SecurityContext> current = ThreadLocal.withInitial(this::createEmptyContext);

                @Override
                public void clearContext() {
                    current.remove();
                }

                @Override
                public SecurityContext getContext() {
                    return current.get();
                }

                @Override
                public void setContext(SecurityContext context) {
                    current.set(context);
                }

                @Override
                public SecurityContext createEmptyContext() {
                    return new SecurityContextImpl();
                }
            };
        }
    }

    @Test
    void aNameThatNoSessionCanBelongToIsNoLoginOutsideOfTheStrategyEither() {
        try (Site site = new Site(http -> OwnLogin.add(http, true))) {
            Browser visitor = new Browser(site);
            visitor.get("/public/fill");
            visitor.post("/own-login", Map.of("username", Site.LONG_NAME, "password", Site.PASSWORD));
            assertThat(visitor.get("/orders").statusCode()).isEqualTo(403);
        }
    }
}
