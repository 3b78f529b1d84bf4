package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What another site makes a visitor's browser send, with the headers that browsers add (Fetch Metadata Request Headers,
 * section 2), and with the cookie held back where SameSite says so.
 */
class CrossSiteTest {
    private static final String[] FORM = {
        "Sec-Fetch-Site",
        "cross-site",
        "Sec-Fetch-Mode",
        "navigate",
        "Sec-Fetch-Dest",
        "document",
        "Origin",
        "https://elsewhere.example"
    };
    private static final String[] LINK = {
        "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"
    };
    private static final String[] FRAME = {
        "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"
    };

    @AutoClose
    private final Site site = Shop.overHttp();

    private static Map<String, String> with(String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("coatcheck.cookie.name", COOKIE));
        for (int i = 0; i < settings.length; i += 2) {
            all.put("coatcheck.cookie." + settings[i], settings[i + 1]);
        }
        return all;
    }

    private static Visitor withARedCoat(Site site) throws Exception {
        Visitor visitor = new Visitor(site);
        visitor.visit("/shop/put?coat=red");
        return visitor;
    }

    private static void assertRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(Visitor.setCookies(response)).isEmpty();
    }

    @Test
    void anotherSitesFormDoesNotReplaceTheVisitorsSession() throws Exception {
        site.start();
        Visitor visitor = withARedCoat(site);
        assertRefused(visitor.sendHoldingCookiesBack("POST", "/shop/put?coat=planted", FORM));
        assertThat(site.ids()).hasSize(1);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/shop/renew", "/shop/end", "/shop/login"})
    void norDoesItRenewOrEndOrTakeOne(String path) throws Exception {
        site.page(
                        "/shop/login",
                        (request, response) -> HttpSessions.get(request).belongsTo("mallory"))
                .start();
        Visitor visitor = withARedCoat(site);
        assertRefused(visitor.sendHoldingCookiesBack("POST", path, FORM));
        assertThat(site.ids()).hasSize(1);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void readsAreThoseOfAVisitorWithoutASession() throws Exception {
        site.start();
        HttpResponse<String> response = new Visitor(site).send("POST", "/shop/coat", FORM);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("no coat");
        assertThat(new Visitor(site).send("POST", "/shop/found", FORM).body()).isEqualTo("nobody");
        assertThat(site.store().calls()).isEmpty();
    }

    @Test
    void aCookieThatComesAlongReadsAndWritesButNeitherRenewsNorEndsNorBeginsAnother() throws Exception {
        try (Site embedded = Shop.with(with("same-site", "None")).start()) {
            Visitor visitor = withARedCoat(embedded);
            assertThat(visitor.send("POST", "/shop/put?coat=blue", FORM).statusCode())
                    .isEqualTo(200);
            assertThat(visitor.send("POST", "/shop/coat", FORM).body()).isEqualTo("blue");
            assertRefused(visitor.send("POST", "/shop/renew", FORM));
            assertRefused(visitor.send("POST", "/shop/end", FORM));
            assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
            assertRefused(new Visitor(embedded).send("POST", "/shop/put?coat=planted", FORM));
            assertThat(embedded.ids()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void aLinkFromElsewhereMayBeginASession(String method) throws Exception {
        site.start();
        Visitor visitor = new Visitor(site);
        assertThat(visitor.send(method, "/shop/put?coat=red", LINK).statusCode())
                .isEqualTo(200);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @ParameterizedTest
    @CsvSource({
        "no-cors,image",
        "no-cors,script",
        "cors,empty",
        "navigate,iframe",
        "navigate,frame",
        "navigate,object",
        "navigate,embed",
        "websocket,websocket"
    })
    void whatIsEmbeddedElsewhereMayNotAsItsCookieIsHeldBackToo(String mode, String destination) throws Exception {
        site.start();
        String[] headers = {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", mode, "Sec-Fetch-Dest", destination};
        assertRefused(new Visitor(site).send("GET", "/shop/put?coat=planted", headers));
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void aPageInAFrameMayWhereItsCookieIsSentThere() throws Exception {
        try (Site embedded = Shop.with(with("same-site", "None")).start()) {
            Visitor visitor = new Visitor(embedded);
            visitor.send("GET", "/shop/put?coat=red", FRAME);
            assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        }
    }

    @Test
    void aLinkMayNotWhereTheCookieIsHeldBackFromLinksToo() throws Exception {
        try (Site strict = Shop.with(with("same-site", "Strict")).start()) {
            Visitor visitor = withARedCoat(strict);
            assertRefused(visitor.sendHoldingCookiesBack("GET", "/shop/put?coat=blue", LINK));
            assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "same-site", "none"})
    void theSitesOwnPagesMayDoAll(String from) throws Exception {
        site.start();
        Visitor visitor = new Visitor(site);
        // Origin does not count where the browser has said it
        String[] headers = {"Sec-Fetch-Site", from, "Origin", "null"};
        assertThat(visitor.send("POST", "/shop/put?coat=red", headers).statusCode())
                .isEqualTo(200);
        assertThat(visitor.send("POST", "/shop/renew", headers).statusCode()).isEqualTo(200);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        assertThat(visitor.send("POST", "/shop/end", headers).statusCode()).isEqualTo(200);
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void soMayWhoSendsNeitherHeaderAsNoBrowsersFormDoes() throws Exception {
        site.start();
        Visitor program = new Visitor(site);
        assertThat(program.send("POST", "/shop/put?coat=red").statusCode()).isEqualTo(200);
        assertThat(program.read("/shop/coat")).isEqualTo("red");
    }

    private int statusOfPost(String host, String headers) throws Exception {
        String answer = site.answerTo(Site.request(
                "POST", "/shop/put?coat=red", "Host: " + host + "\r\n" + headers + "\r\nConnection: close"));
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example,http://shop.example,200",
        "shop.example,http://SHOP.example,200",
        "shop.example:8080,http://shop.example:8080,200",
        // a proxy has taken the s away; and other ports of a host are the same site
        "shop.example,https://shop.example,200",
        "shop.example:8080,http://shop.example:9090,200",
        "[::1]:8080,http://[::1]:8080,200",
        "[::1],http://[::1]:8080,200",
        "shop_1:8080,http://shop_1:8080,200",
        "shop.example,http://elsewhere.example,403",
        "shop.example,http://shop.example.elsewhere.example,403",
        "shop.example,http://elsewhere.example:80,403",
        "shop.example,http://shop,403",
        "shop.example,null,403",
        "shop.example,shop.example,403",
        "shop.example,http://,403",
        "shop.example,://,403",
        "shop.example,http://elsewhere.example http://shop.example,403",
        "[::1]:8080,http://[::2]:8080,403"
    })
    void whereABrowserSaysNoMoreTheOriginIsComparedWithTheHost(String host, String origin, int status)
            throws Exception {
        site.start();
        assertThat(statusOfPost(host, "Origin: " + origin)).isEqualTo(status);
        // a value that a later standard may add
        assertThat(statusOfPost(host, "Sec-Fetch-Site: later\r\nOrigin: " + origin))
                .isEqualTo(status);
        assertThat(site.ids()).hasSize(status == 200 ? 2 : 0);
    }

    @Test
    void aSettingAllowsAll() throws Exception {
        try (Site open = Shop.with(with("cross-site", "allow")).start()) {
            Visitor visitor = new Visitor(open);
            visitor.send("POST", "/shop/put?coat=red", FORM);
            assertThat(visitor.send("POST", "/shop/coat", FORM).body()).isEqualTo("red");
            visitor.send("POST", "/shop/renew", FORM);
            assertThat(visitor.cookie(COOKIE)).hasSize(66);
            visitor.send("POST", "/shop/end", FORM);
            assertThat(open.ids()).isEmpty();
        }
    }

    @Test
    void aFilterInFrontAllowsItOnePathAsForALoginThatAnotherSitePosts() throws Exception {
        site.page(
                        "/shop/login/callback",
                        (request, response) -> HttpSessions.get(request).renew())
                .filterInFront(
                        "/shop/login/*",
                        Map.of("coatcheck.cookie.secure", "false", "coatcheck.cookie.cross-site", "allow"))
                .start();
        Visitor visitor = new Visitor(site);
        assertThat(visitor.send("POST", "/shop/login/callback", FORM).statusCode())
                .isEqualTo(200);
        assertThat(visitor.cookie(COOKIE)).hasSize(66);
        assertRefused(new Visitor(site).send("POST", "/shop/put?coat=planted", FORM));
    }

    @Test
    void theApplicationMayAnswerItself() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        site.page("/shop/careful", (request, response) -> {
                    failure.set(catchThrowable(() -> HttpSessions.get(request).put(COAT, "red")));
                    response.getWriter().print("no session for you");
                })
                .start();
        HttpResponse<String> response = new Visitor(site).send("POST", "/shop/careful", FORM);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("no session for you");
        assertThat(failure.get())
                .isInstanceOf(CrossSiteRequestException.class)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another site")
                .hasMessageContaining("coatcheck.cookie.cross-site");
    }

    @Test
    void theAnswerIs403ThoughAFrameworkHasWrappedTheException() throws Exception {
        site.page("/shop/framework", (request, response) -> {
                    response.getWriter().print("half a page");
                    try {
                        HttpSessions.get(request).put(COAT, "red");
                    } catch (IllegalStateException e) {
                        throw new ServletException("request processing failed", new IllegalArgumentException(e));
                    }
                })
                .start();
        HttpResponse<String> response = new Visitor(site).send("POST", "/shop/framework", FORM);
        assertRefused(response);
        assertThat(response.body()).doesNotContain("half a page");
    }

    @Test
    void otherExceptionsAreLeftToTheContainer() throws Exception {
        site.page("/shop/fails", (request, response) -> {
                    throw new IllegalStateException("on purpose");
                })
                .start();
        assertThat(new Visitor(site).send("POST", "/shop/fails", FORM).statusCode())
                .isEqualTo(500);
    }

    @Test
    void theErrorPageIsTheApplicationsAndMayTryToWriteInVain() throws Exception {
        site.page("/shop/sorry", (request, response) -> {
                    var refused = catchThrowable(() -> HttpSessions.get(request).put(COAT, "red"));
                    assertThat(refused).isInstanceOf(CrossSiteRequestException.class);
                    response.getWriter().print("sorry");
                })
                .errorPage("/shop/sorry")
                .start(EnumSet.allOf(DispatcherType.class));
        HttpResponse<String> response = new Visitor(site).send("POST", "/shop/put?coat=planted", FORM);
        assertRefused(response);
        assertThat(response.body()).isEqualTo("sorry");
    }

    @Test
    void anErrorPageThatFailsForTheSameReasonEnds() throws Exception {
        site.page(
                        "/shop/sorry",
                        (request, response) -> HttpSessions.get(request).put(COAT, "red"))
                .errorPage("/shop/sorry")
                .start(EnumSet.allOf(DispatcherType.class));
        HttpResponse<String> response = new Visitor(site).send("POST", "/shop/put?coat=planted", FORM);
        assertThat(response.statusCode()).isBetween(400, 599);
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void anAnswerThatHasBegunIsNotTurnedInto403() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    response.flushBuffer();
                    HttpSessions.get(request).put(COAT, "red");
                })
                .start();
        assertThat(site.answerTo(Site.request(
                        "POST", "/shop/late", "Host: shop\r\nSec-Fetch-Site: cross-site\r\nConnection: close")))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("403");
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void anAsynchronousDispatchIsAnsweredWith403Too() throws Exception {
        site.page("/shop/async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> async.dispatch("/shop/put?coat=planted"));
                })
                .start(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        assertRefused(new Visitor(site).send("POST", "/shop/async", FORM));
        assertThat(site.ids()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "include"})
    void aPageThatAnotherOneLeadsToIsRefusedForBoth(String how) throws Exception {
        site.page("/shop/first", (request, response) -> {
                    var next = request.getRequestDispatcher("/shop/put?coat=planted");
                    if (how.equals("forward")) {
                        next.forward(request, response);
                    } else {
                        next.include(request, response);
                    }
                })
                .start(EnumSet.allOf(DispatcherType.class));
        assertRefused(new Visitor(site).send("POST", "/shop/first", FORM));
        assertThat(site.ids()).isEmpty();
    }
}
