package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser drops a secure cookie that came over plain HTTP: whoever sets up the site is told so. */
class PlainHttpTest {
    private static final String LAN = "192.168.1.5:8080";

    @AutoClose
    private final LogListener log = new LogListener(Level.WARN);

    @AutoClose
    private final Site site = Shop.with(Map.of());

    private static String put(Site site, String host, String... headers) throws IOException {
        return visit(site, "/shop/put?coat=red", host, headers);
    }

    private static String visit(Site site, String path, String host, String... headers) throws IOException {
        String all = "Host: " + host + "\r\nConnection: close\r\n" + String.join("\r\n", headers);
        return site.answerTo(Site.request("GET", path, all.strip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                LAN,
                "shop.example",
                "[fe80::1]",
                "localhost.example",
                "mylocalhost",
                "127.evil.example",
                "127.0.0.1.example"
            })
    void aWarningSaysWhatHappensAndWhatToDo(String host) throws Exception {
        site.start();
        assertThat(put(site, host)).contains("__Host-coatcheck=", "; Secure");
        assertThat(log.lines())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("plain HTTP", "browser", "new session", "HTTPS", "coatcheck.cookie.secure=false"));
    }

    @Test
    void oneWarningIsEnough() throws Exception {
        site.start();
        put(site, LAN);
        put(site, LAN);
        put(site, "shop.example");
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void nothingOfTheRequestAndNoTicketIsInIt() throws Exception {
        site.start();
        String answer = put(site, "host-of-a-visitor", "X-Forwarded-Proto: proto-of-a-visitor");
        String ticket = answer.replaceAll("(?s).*__Host-coatcheck=([^;]+);.*", "$1");
        assertThat(ticket).hasSize(66);
        assertThat(log.lines())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .doesNotContain("of-a-visitor", ticket.substring(0, 22), ticket.substring(23), "red"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "shop.localhost", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080"})
    void onThisMachineBrowsersKeepTheCookie(String host) throws Exception {
        site.start();
        assertThat(put(site, host)).contains("; Secure");
        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-Proto: HTTPS",
                "X-Forwarded-Proto: https, http",
                "Forwarded: for=192.0.2.60;proto=https;by=203.0.113.43",
                "Forwarded: Proto=\"https\"",
                "Forwarded: for=192.0.2.60; proto=https, for=10.0.0.1;proto=http"
            })
    void aProxyInFrontThatSpeaksHttpsIsBelieved(String header) throws Exception {
        site.start();
        assertThat(put(site, LAN, header)).contains("; Secure");
        assertThat(log.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Proto: http",
                "X-Forwarded-Proto: http, https",
                "X-Forwarded-Proto: httpsx",
                "Forwarded: proto=http",
                "Forwarded: for=192.0.2.60, proto=https",
                "Forwarded: notproto=https",
                "Forwarded: proto=httpsx"
            })
    void oneThatDoesNotIsNoHttps(String header) throws Exception {
        site.start();
        put(site, LAN, header);
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void aRequestThatTheContainerTakesForSecureIsSecure() throws Exception {
        site.knowingItsProxy().start();
        assertThat(put(site, LAN, "X-Proxied-Https: on")).contains("; Secure");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aVisitorWhoseBrowserKeptTheCookieIsNoReasonToWarn() throws Exception {
        site.start();
        String ticket = site.sessions().create().ticket();
        String answer = visit(site, "/shop/renew", LAN, "Cookie: __Host-coatcheck=" + ticket);
        assertThat(answer).contains("Set-Cookie: __Host-coatcheck=");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void noCookieNoWarning() throws Exception {
        site.start();
        visit(site, "/shop/coat", LAN);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aCookieThatIsNotSecureIsKept() throws Exception {
        try (Site http = Shop.overHttp().start()) {
            assertThat(put(http, LAN)).contains("Set-Cookie: coatcheck=");
        }
        assertThat(log.lines()).isEmpty();
    }
}
