package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Session;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CookieTest {
    private static final String TICKET = "[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}";

    private static Site siteWith(String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put("coatcheck.cookie." + settings[i], settings[i + 1]);
        }
        return Shop.with(all);
    }

    private static String onlyCookie(Visitor visitor, String path) throws Exception {
        List<String> lines = Visitor.setCookies(visitor.visit(path));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static void assertCookie(Site site, String set, String cleared) throws Exception {
        try (site) {
            site.start();
            Visitor visitor = new Visitor(site);
            assertThat(onlyCookie(visitor, "/shop/put?coat=red")).matches(set);
            assertThat(onlyCookie(visitor, "/shop/renew")).matches(set);
            assertThat(onlyCookie(visitor, "/shop/end")).isEqualTo(cleared);
        }
    }

    @Test
    void byDefaultItIsAHostCookieUntilTheBrowserIsClosed() throws Exception {
        assertCookie(
                siteWith(),
                "__Host-coatcheck=" + TICKET + "; Path=/; Secure; HttpOnly; SameSite=Lax",
                "__Host-coatcheck=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void overHttpItHasAPlainNameAndIsNotSecure() throws Exception {
        assertCookie(
                siteWith("secure", "false"),
                "coatcheck=" + TICKET + "; Path=/; HttpOnly; SameSite=Lax",
                "coatcheck=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    @Test
    void underAPathOfItsOwnItIsASecureCookie() throws Exception {
        assertCookie(
                siteWith("path", "/shop"),
                "__Secure-coatcheck=" + TICKET + "; Path=/shop; Secure; HttpOnly; SameSite=Lax",
                "__Secure-coatcheck=; Path=/shop; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void everyAttributeIsAsConfigured() throws Exception {
        assertCookie(
                siteWith("name", "coat", "path", "/shop", "same-site", "None", "max-age", "7d"),
                "coat=" + TICKET + "; Path=/shop; Max-Age=604800; Secure; HttpOnly; SameSite=None",
                "coat=; Path=/shop; Max-Age=0; Secure; HttpOnly; SameSite=None");
    }

    @Test
    void strictIsPossible() throws Exception {
        assertCookie(
                siteWith("same-site", "Strict"),
                "__Host-coatcheck=" + TICKET + "; Path=/; Secure; HttpOnly; SameSite=Strict",
                "__Host-coatcheck=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
    }

    @Test
    void aMaxAgeBelowASecondDoesNotDeleteTheCookie() throws Exception {
        assertCookie(
                siteWith("secure", "false", "max-age", "1ms"),
                "coatcheck=" + TICKET + "; Path=/; Max-Age=1; HttpOnly; SameSite=Lax",
                "coatcheck=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    @Test
    void createRenewAndEndInOneResponseLeaveOneCookieTheLast() throws Exception {
        try (Site site = siteWith("secure", "false")) {
            site.page("/shop/all", (request, response) -> {
                        Session session = HttpSessions.get(request);
                        session.put(COAT, "red");
                        session.renew();
                        session.end();
                    })
                    .page("/shop/two", (request, response) -> {
                        Session session = HttpSessions.get(request);
                        session.put(COAT, "red");
                        session.renew();
                    })
                    .start();
            Visitor visitor = new Visitor(site);
            assertThat(onlyCookie(visitor, "/shop/all")).startsWith("coatcheck=; ");
            assertThat(site.ids()).isEmpty();
            onlyCookie(visitor, "/shop/two");
            assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        }
    }

    @Test
    void theApplicationsOwnCookiesStayEvenOnesWithSimilarNames() throws Exception {
        try (Site site = siteWith("secure", "false")) {
            site.page("/shop/more", (request, response) -> {
                        response.addHeader("Set-Cookie", "coatcheck-theme=dark; Path=/");
                        HttpSessions.get(request).put(COAT, "red");
                        response.addHeader("Set-Cookie", "language=en");
                        HttpSessions.get(request).renew();
                        response.addHeader("Set-Cookie", "Coatcheck=other");
                    })
                    .start();
            Visitor visitor = new Visitor(site);
            List<String> lines = Visitor.setCookies(visitor.visit("/shop/more"));
            assertThat(lines)
                    .hasSize(4)
                    .contains("coatcheck-theme=dark; Path=/", "language=en", "Coatcheck=other")
                    .filteredOn(line -> line.startsWith("coatcheck="))
                    .hasSize(1);
            assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        }
    }

    @Test
    void aResponseThatSetsOrClearsItIsNotCached() throws Exception {
        try (Site site = siteWith().start()) {
            Visitor visitor = new Visitor(site);
            for (String path : List.of("/shop/put?coat=red", "/shop/renew", "/shop/end")) {
                assertThat(visitor.visit(path).headers().allValues("Cache-Control"))
                        .as(path)
                        .containsExactly("no-store");
            }
        }
    }
}
