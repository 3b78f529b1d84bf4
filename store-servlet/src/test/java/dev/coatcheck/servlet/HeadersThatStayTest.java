package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coatcheck.Session;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A ticket that is on its way arrives, and in no cache, whatever the application does with the response's headers. */
class HeadersThatStayTest {
    @AutoClose
    private final Site site = Shop.overHttp();

    private final Visitor visitor = new Visitor(site);

    @Test
    void theFirstWritesCookieSurvivesAReset() throws Exception {
        site.page("/shop/first", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    response.reset();
                })
                .start();
        HttpResponse<String> response = visitor.visit("/shop/first");
        assertThat(Visitor.setCookies(response)).hasSize(1);
        assertThat(cacheControl(response)).containsExactly("no-store");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void soDoesARenewedTicketAndTheEndOfASession() throws Exception {
        site.page("/shop/renew-and-reset", (request, response) -> {
                    HttpSessions.get(request).renew();
                    response.reset();
                    response.reset();
                })
                .page("/shop/end-and-reset", (request, response) -> {
                    HttpSessions.get(request).end();
                    response.reset();
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        assertThat(Visitor.setCookies(visitor.visit("/shop/renew-and-reset"))).hasSize(1);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        visitor.visit("/shop/end-and-reset");
        assertThat(visitor.cookie(COOKIE)).isEmpty();
    }

    @Test
    void aResetTakesTheApplicationsOwnHeadersAsEver() throws Exception {
        site.page("/shop/first", (request, response) -> {
                    response.addHeader("Set-Cookie", "language=en");
                    response.setHeader("X-Shop", "open");
                    HttpSessions.get(request).put(COAT, "red");
                    response.reset();
                })
                .page("/shop/plain", (request, response) -> {
                    response.setHeader("X-Shop", "open");
                    response.reset();
                })
                .start();
        HttpResponse<String> response = visitor.visit("/shop/first");
        assertThat(Visitor.setCookies(response)).singleElement().asString().startsWith("coatcheck=");
        assertThat(response.headers().firstValue("X-Shop")).isEmpty();
        response = visitor.visit("/shop/plain");
        assertThat(Visitor.setCookies(response)).isEmpty();
        assertThat(cacheControl(response)).isEmpty();
    }

    @Test
    void afterAResetTheTicketMayBeRenewedAgainAndOneCookieGoesOut() throws Exception {
        site.page("/shop/all", (request, response) -> {
                    Session session = HttpSessions.get(request);
                    session.put(COAT, "red");
                    response.reset();
                    session.renew();
                    response.reset();
                })
                .start();
        assertThat(Visitor.setCookies(visitor.visit("/shop/all"))).hasSize(1);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void aResetBehindTheApplicationsOwnWrapperAndByAnErrorPageLeavesItToo() throws Exception {
        site.page("/shop/fails", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    new HttpServletResponseWrapper(response).reset();
                    response.sendError(HttpServletResponse.SC_CONFLICT);
                })
                .page("/shop/sorry", (request, response) -> {
                    response.reset();
                    response.setStatus(HttpServletResponse.SC_CONFLICT);
                    response.setHeader("Cache-Control", "public, max-age=600");
                })
                .errorPage("/shop/sorry")
                .start(EnumSet.allOf(DispatcherType.class));
        HttpResponse<String> response = visitor.visit("/shop/fails");
        assertThat(response.statusCode()).isEqualTo(409);
        assertThat(Visitor.setCookies(response)).hasSize(1);
        assertThat(cacheControl(response)).containsExactly("no-store");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void anErrorPageOfTheApplicationCannotHaveItCachedWhereTheFilterIsMappedAsTheReadmeSays() throws Exception {
        site.page("/shop/gone", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    response.sendError(HttpServletResponse.SC_GONE);
                })
                .page("/shop/sorry", (request, response) -> response.setHeader("Cache-Control", "public, max-age=60"))
                .errorPage("/shop/sorry")
                .start(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        HttpResponse<String> response = visitor.visit("/shop/gone");
        assertThat(response.statusCode()).isEqualTo(410);
        assertThat(cacheControl(response)).containsExactly("no-store");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void theApplicationsOwnWrapperOnAForwardDoesNotDoubleIt() throws Exception {
        site.page("/shop/forward", (request, response) -> {
                    response.addCookie(new Cookie("theme", "dark"));
                    HttpSessions.get(request).put(COAT, "red");
                    request.getRequestDispatcher("/shop/second")
                            .forward(request, new HttpServletResponseWrapper(response));
                })
                .page("/shop/second", (request, response) -> response.setHeader("Cache-Control", "public"))
                .start(EnumSet.allOf(DispatcherType.class));
        HttpResponse<String> response = visitor.visit("/shop/forward");
        assertThat(Visitor.setCookies(response)).hasSize(2).anyMatch(line -> line.startsWith("theme=dark"));
        assertThat(cacheControl(response)).containsExactly("no-store");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void errorsAndRedirectsLeaveItWithoutAnErrorPage() throws Exception {
        site.page("/shop/error", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    response.sendError(HttpServletResponse.SC_CONFLICT);
                })
                .page("/shop/redirect", (request, response) -> {
                    HttpSessions.get(request).renew();
                    response.sendRedirect("/shop/hello");
                })
                .page("/shop/throws", (request, response) -> {
                    HttpSessions.get(request).renew();
                    throw new IllegalArgumentException("on purpose");
                })
                .start();
        for (String path : List.of("/shop/error", "/shop/redirect", "/shop/throws")) {
            HttpResponse<String> response = visitor.visit(path);
            assertThat(Visitor.setCookies(response)).as(path).hasSize(1);
            assertThat(cacheControl(response)).as(path).allMatch(value -> value.contains("no-store"));
            assertThat(visitor.read("/shop/coat")).as(path).isEqualTo("red");
        }
    }

    @Test
    void anotherCookieThatIsSetInPlaceOfAllDoesNotTakeItAway() throws Exception {
        site.page("/shop/set", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    response.setHeader("set-cookie", "language=en");
                    response.addCookie(new Cookie("theme", "dark"));
                })
                .page("/shop/number", (request, response) -> {
                    HttpSessions.get(request).renew();
                    response.setIntHeader("Set-Cookie", 1);
                })
                .page("/shop/date", (request, response) -> {
                    HttpSessions.get(request).renew();
                    response.setDateHeader("Set-Cookie", 1);
                })
                .start();
        assertThat(Visitor.setCookies(visitor.visit("/shop/set")))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("language=en"))
                .anyMatch(line -> line.startsWith("theme=dark"));
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        visitor.visit("/shop/number");
        visitor.visit("/shop/date");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void aResponseThatIsCommittedIsNotResetAsEver() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        site.page("/shop/late", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    response.flushBuffer();
                    failure.set(catchThrowable(response::reset));
                    response.setHeader("Set-Cookie", "language=en");
                })
                .start();
        assertThat(Visitor.setCookies(visitor.visit("/shop/late"))).hasSize(1);
        assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void aResponseThatIsKeptBeyondItsRequestGivesNoTicketToTheNextVisitorOnItsConnection() throws Exception {
        AtomicReference<HttpServletResponse> kept = new AtomicReference<>();
        List<Throwable> outcomes = Collections.synchronizedList(new ArrayList<>());
        site.page("/shop/keep", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    kept.set(response);
                })
                .page("/shop/next", (request, response) -> {
                    // whether containers let them pass is their own affair
                    var ofSet = catchThrowable(() -> kept.get().setHeader("Set-Cookie", "language=en"));
                    var ofReset = catchThrowable(() -> kept.get().reset());
                    outcomes.addAll(Arrays.asList(ofSet, ofReset));
                })
                .start();
        String both = site.answerTo(
                Site.get("/shop/keep", "Connection: keep-alive") + Site.get("/shop/next", "Connection: close"));
        assertThat(outcomes).hasSize(2);
        assertThat(both).containsOnlyOnce("Set-Cookie: coatcheck=");
    }

    private static List<String> cacheControl(HttpResponse<?> response) {
        return response.headers().allValues("Cache-Control");
    }

    static List<Consumer<HttpServletResponse>> waysToBeCached() {
        return List.of(
                response -> response.setHeader("Cache-Control", "public, max-age=3600"),
                response -> response.addHeader("cache-control", "public"),
                response -> {
                    response.setHeader("Cache-Control", "public");
                    response.addHeader("Cache-Control", "max-age=3600");
                    response.setDateHeader("Expires", System.currentTimeMillis() + 3_600_000);
                },
                response -> response.addDateHeader("expires", System.currentTimeMillis() + 3_600_000),
                response -> response.setHeader("Expires", "Fri, 01 Jan 2100 00:00:00 GMT"),
                response -> response.setHeader("CDN-Cache-Control", "public, max-age=3600"),
                response -> response.addHeader("Surrogate-Control", "max-age=3600"),
                response -> response.setIntHeader("Surrogate-Control", 3600));
    }

    @ParameterizedTest
    @MethodSource("waysToBeCached")
    void noCacheKeepsATicketWhateverTheApplicationSaysBeforeOrAfterOrBehindAReset(Consumer<HttpServletResponse> way)
            throws Exception {
        site.page("/shop/before", (request, response) -> {
                    way.accept(response);
                    HttpSessions.get(request).put(COAT, "red");
                })
                .page("/shop/after", (request, response) -> {
                    HttpSessions.get(request).renew();
                    way.accept(response);
                })
                .page("/shop/behind", (request, response) -> {
                    HttpSessions.get(request).renew();
                    response.reset();
                    way.accept(response);
                })
                .page("/shop/over", (request, response) -> {
                    HttpSessions.get(request).end();
                    way.accept(response);
                })
                .start();
        for (String path : List.of("/shop/before", "/shop/after", "/shop/behind", "/shop/over")) {
            HttpResponse<String> response = visitor.visit(path);
            assertThat(Visitor.setCookies(response)).as(path).hasSize(1);
            assertThat(cacheControl(response)).as(path).containsExactly("no-store");
            assertThat(response.headers().map())
                    .as(path)
                    .allSatisfy((name, values) -> assertThat(values)
                            .as(name)
                            .noneMatch(value -> value.contains("public") || value.contains("3600")));
            assertThat(response.headers().allValues("Expires")).as(path).noneMatch(value -> value.contains("GMT"));
        }
    }

    @Test
    void aResponseWithoutATicketIsCachedAsTheApplicationSays() throws Exception {
        site.page("/shop/cached", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "blue");
                    response.setHeader("Cache-Control", "public");
                    response.addHeader("Cache-Control", "max-age=3600");
                    response.setHeader("Expires", "Fri, 01 Jan 2100 00:00:00 GMT");
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        Map<String, List<String>> headers =
                visitor.visit("/shop/cached").headers().map();
        assertThat(headers)
                .containsEntry("Cache-Control", List.of("public", "max-age=3600"))
                .containsEntry("Expires", List.of("Fri, 01 Jan 2100 00:00:00 GMT"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAsynchronousDispatchKeepsBothWhereTheFilterIsMappedToIt(boolean withWrappers) throws Exception {
        site.page("/shop/async", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    AsyncContext async = withWrappers ? request.startAsync(request, response) : request.startAsync();
                    async.start(() -> async.dispatch("/shop/second"));
                })
                .page("/shop/second", (request, response) -> {
                    response.reset();
                    response.setHeader("Cache-Control", "public");
                })
                .start(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC));
        HttpResponse<String> response = visitor.visit("/shop/async");
        assertThat(cacheControl(response)).containsExactly("no-store");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void aForwardAndAnIncludeKeepBoth() throws Exception {
        site.page("/shop/forward", (request, response) -> {
                    HttpSessions.get(request).put(COAT, "red");
                    request.getRequestDispatcher("/shop/second").forward(request, response);
                })
                .page("/shop/include", (request, response) -> {
                    HttpSessions.get(request).renew();
                    request.getRequestDispatcher("/shop/second").include(request, response);
                })
                .page("/shop/second", (request, response) -> {
                    response.reset();
                    response.setHeader("Cache-Control", "public");
                })
                .start(EnumSet.allOf(DispatcherType.class));
        for (String path : List.of("/shop/forward", "/shop/include")) {
            HttpResponse<String> response = visitor.visit(path);
            assertThat(Visitor.setCookies(response)).as(path).hasSize(1);
            assertThat(cacheControl(response)).as(path).containsExactly("no-store");
            assertThat(visitor.read("/shop/coat")).as(path).isEqualTo("red");
        }
    }

    @Test
    void aHeadRequestSetsTheCookieOfTheSessionThatItCreates() throws Exception {
        site.start();
        HttpResponse<String> response = visitor.send("HEAD", "/shop/put?coat=red");
        assertThat(Visitor.setCookies(response)).hasSize(1);
        assertThat(cacheControl(response)).containsExactly("no-store");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }
}
