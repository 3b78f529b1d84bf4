package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of the answer, and of its cookie, where the session is saved with it; in whatever container. */
abstract class HttpSessionAnswersContract extends HttpSessionVisits {
    private static Basket basket(HttpServletRequest request) {
        return (Basket) request.getSession().getAttribute("basket");
    }

    /** A visit whose changes are lost, as nobody reaches the store any more when it is answered. */
    private HttpResponse<String> visitInVain(Site.Page answer) throws Exception {
        set("basket", new Basket());
        site.page("/shop/sorry", (request, response) -> response.getWriter().print("sorry"));
        try (Warnings warnings = new Warnings()) {
            HttpResponse<String> response = visit((request, reply) -> {
                basket(request).with("lost");
                site.store().goOutOfReach();
                answer.answer(request, reply);
            });
            assertThat(warnings.texts()).hasSizeLessThanOrEqualTo(1);
            site.store().comeBack();
            assertThat(ask(request -> basket(request).coats())).isEqualTo("[]");
            return response;
        }
    }

    @Test
    void anErrorIsAnsweredThoughTheStoreIsOutOfReach() throws Exception {
        HttpResponse<String> sent = visitInVain((request, response) -> response.sendError(409));
        assertThat(sent.statusCode()).isEqualTo(409);
        assertThat(sent.body()).isEqualTo("sorry");
        assertThat(visitInVain((request, response) -> response.sendError(404, "Not here"))
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> written = visitInVain((request, response) -> {
            response.setStatus(503);
            response.getWriter().print("come back later");
            response.flushBuffer();
        });
        assertThat(written.statusCode()).isEqualTo(503);
        assertThat(written.body()).isEqualTo("come back later");
        HttpResponse<String> atTheEnd = visitInVain((request, response) -> {
            response.setStatus(503);
            response.getWriter().print("come back later");
        });
        assertThat(atTheEnd.statusCode()).isEqualTo(503);
    }

    @Test
    void whatIsLostWithAnErrorIsLoggedOnce() throws Exception {
        set("basket", new Basket());
        try (Warnings warnings = new Warnings()) {
            visit((request, response) -> {
                basket(request).with("lost");
                site.store().goOutOfReach();
                response.setStatus(500);
                response.getWriter().print("sorry");
                response.flushBuffer();
            });
            assertThat(warnings.texts()).hasSize(1);
            assertThat(warnings.texts().get(0)).contains("out of reach").contains("500");
        }
    }

    @Test
    void whereAWriteIsLostNoSuccessIsAnswered() throws Exception {
        List<Site.Page> successes = List.of(
                (request, response) -> response.sendRedirect("/shop/next"),
                (request, response) -> response.flushBuffer(),
                (request, response) -> {
                    response.setContentLength(2);
                    response.getOutputStream().print("ok");
                },
                (request, response) -> {
                    response.getWriter().print("ok");
                    response.getWriter().close();
                },
                (request, response) -> response.getWriter().print("ok"));
        for (Site.Page success : successes) {
            HttpResponse<String> response = visitInVain(success);
            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.headers().firstValue("Location")).isEmpty();
        }
    }

    @Test
    void otherCookiesAreSentAsTheyWouldBeWithoutOurs() throws Exception {
        assertOurCookieLeavesThoseOf((request, response) -> {
            response.addCookie(new Cookie("theme", "dark"));
            response.addHeader("Set-Cookie", "greeting=Grüße; Path=/");
            response.addHeader("Set-Cookie", "farewell=Tschüß; Path=/");
        });
    }

    final void assertOurCookieLeavesThoseOf(Site.Page other) throws Exception {
        List<String> alone = Visitor.setCookies(visit(site.visitor(), other));
        assertThat(alone).hasSizeGreaterThan(1);
        site.page("/shop/next", (request, response) -> response.getWriter().print("next"));
        List<Site.Page> pages = List.of(
                (request, response) -> {
                    other.answer(request, response);
                    request.getSession().setAttribute("coat", "red");
                },
                (request, response) -> {
                    request.getSession().setAttribute("coat", "red");
                    other.answer(request, response);
                    request.getRequestDispatcher("/shop/next").forward(request, response);
                });
        for (Site.Page page : pages) {
            assertThat(Visitor.setCookies(visit(site.visitor(), page)))
                    .hasSize(alone.size() + 1)
                    .containsAll(alone);
        }
    }

    @Test
    void whereNothingIsLostTheAnswerStays() throws Exception {
        set("basket", new Basket());
        HttpResponse<String> response = visit((request, answer) -> {
            basket(request);
            site.store().goOutOfReach();
            answer.sendRedirect("/shop/next");
        });
        assertThat(response.statusCode()).isEqualTo(302);
    }

    @Test
    void aLengthMayBeSaidInAnyWay() throws Exception {
        set("basket", new Basket());
        List<Consumer<HttpServletResponse>> ways = List.of(
                response -> response.setContentLengthLong(2),
                response -> response.setHeader("content-length", "2"),
                response -> response.addHeader("Content-Length", "2"),
                response -> response.setIntHeader("Content-Length", 2),
                response -> response.addIntHeader("Content-Length", 2));
        for (Consumer<HttpServletResponse> way : ways) {
            visit((request, response) -> {
                basket(request).with("red");
                site.store().calls();
                way.accept(response);
                response.getOutputStream().print("ok");
                assertThat(site.store().calls()).containsExactly("write");
            });
        }
    }

    @Test
    void anAsynchronousAnswerIsSavedBeforeTheVisitorHasIt() throws Exception {
        set("basket", new Basket());
        for (boolean isAskedFor : new boolean[] {false, true}) {
            ConcurrentLinkedQueue<Boolean> wasCommitted = new ConcurrentLinkedQueue<>();
            CountDownLatch hasLeft = new CountDownLatch(1);
            HttpResponse<String> answer = visit((request, response) -> {
                Basket basket = basket(request);
                AsyncContext started = request.startAsync(request, response);
                AsyncContext async = isAskedFor ? request.getAsyncContext() : started;
                async.start(() -> {
                    await(hasLeft);
                    basket.with("async");
                    site.store().afterNextWrite(() -> wasCommitted.add(response.isCommitted()));
                    async.complete();
                });
                hasLeft.countDown();
            });
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(wasCommitted).containsExactly(false);
        }
        assertThat(ask(request -> basket(request).coats())).isEqualTo("[async, async]");
    }

    @Test
    void anAsynchronousRequestIsSavedBeforeItGoesOn() throws Exception {
        set("basket", new Basket());
        ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
        site.page("/shop/dispatched", (request, response) -> calls.add("dispatched"));
        visit((request, response) -> {
            basket(request).with("red");
            AsyncContext async = request.startAsync();
            site.store().afterNextWrite(() -> calls.add("saved"));
            async.dispatch("/shop/dispatched");
        });
        assertThat(calls).containsExactly("saved", "dispatched");
        assertThat(ask(request -> basket(request).coats())).isEqualTo("[red]");
    }

    @Test
    void anAsynchronousAnswerWhoseWriteIsLostIsAnError() throws Exception {
        CountDownLatch hasLeft = new CountDownLatch(1);
        HttpResponse<String> answer = visitInVain((request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            response.getWriter().print("ok");
            async.start(() -> {
                await(hasLeft);
                async.complete();
            });
            hasLeft.countDown();
        });
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("ok");
    }

    @Test
    void anAsynchronousAnswerThatIsCompleteBeforeThePageReturnsIsLoggedOnceWhereItsWriteIsLost() throws Exception {
        HttpResponse<String> answer = visitInVain((request, response) -> {
            CountDownLatch isComplete = new CountDownLatch(1);
            AsyncContext async = request.startAsync(request, response);
            async.start(() -> {
                async.complete();
                isComplete.countDown();
            });
            await(isComplete);
        });
        assertThat(answer.statusCode()).isEqualTo(500);
    }

    @Test
    void whoFindsThatAnotherRequestHasEndedTheSessionLeavesTheCookieOfTheNext() throws Exception {
        set("coat", "red");
        HttpResponse<String> response = visit((request, answer) -> {
            HttpSession session = request.getSession();
            assertThat(session.getAttribute("coat")).isEqualTo("red");
            elsewhere().end();
            assertThatThrownBy(() -> session.getAttribute("hat")).isInstanceOf(IllegalStateException.class);
            assertThat(request.getSession(false)).isNull();
            assertThat(request.getSession().getAttribute("coat")).isNull();
        });
        assertThat(Visitor.setCookies(response)).isEmpty();
    }

    @Test
    void whoInvalidatesWhatAnotherRequestHasEndedLeavesTheCookieOfTheNext() throws Exception {
        set("coat", "red");
        HttpResponse<String> response = visit((request, answer) -> {
            HttpSession session = request.getSession();
            assertThat(session.getAttribute("coat")).isEqualTo("red");
            elsewhere().end();
            session.invalidate();
            assertThat(request.getSession(false)).isNull();
        });
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Visitor.setCookies(response)).isEmpty();
    }

    @Test
    void whatComesAfterAnEndThatAnotherRequestHasMadeIsAnotherSession() throws Exception {
        set("coat", "red");
        String id = elsewhere().id();
        visit((request, answer) -> {
            assertThat(request.getSession().getAttribute("coat")).isEqualTo("red");
            elsewhere().end();
            assertThatThrownBy(() -> request.getSession().getAttribute("hat"))
                    .isInstanceOf(IllegalStateException.class);
            request.getSession().setAttribute("hat", "blue");
        });
        assertThat(get("hat")).isEqualTo("blue");
        assertThat(elsewhere().id()).isNotEqualTo(id);
    }

    /** As frameworks do at each request's end: whoever has asked for a session may not have written to it. */
    private static String idAtTheEnd(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        assertThat(session).isNotNull();
        return session.getId();
    }

    private void assertNothingWasCreated(HttpResponse<String> response) {
        assertThat(Visitor.setCookies(response)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void theIdOfAReaderDoesNotBreakOffALongPage() throws Exception {
        HttpResponse<String> response = visit((request, answer) -> {
            request.getSession();
            answer.getWriter().print("x".repeat(20_000));
            answer.flushBuffer();
            assertThat(idAtTheEnd(request)).isNotEmpty();
            answer.getWriter().print("end");
        });
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).hasSize(20_003).endsWith("end");
        assertNothingWasCreated(response);
    }

    @Test
    void theIdOfAReaderCreatesNoSessionAfterAShortAnswer() throws Exception {
        List<Site.Page> answers = List.of(
                (request, response) -> response.getWriter().print("{}"),
                (request, response) -> response.getOutputStream().write(new byte[] {'{', '}'}),
                (request, response) -> response.sendRedirect("/shop/next"));
        for (Site.Page answer : answers) {
            assertNothingWasCreated(visit((request, response) -> {
                request.getSession();
                answer.answer(request, response);
                assertThat(idAtTheEnd(request)).isNotEmpty();
            }));
        }
    }

    @Test
    void whereThereIsNoSessionEachRequestHasAnIdOfItsOwn() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            visit((request, response) -> {
                HttpSession session = request.getSession();
                response.getWriter().print("x");
                ids.add(session.getId());
                ids.add(idAtTheEnd(request));
            });
        }
        assertThat(ids).hasSize(2);
    }

    @Test
    void whatIsWrittenAfterThatIsInASessionWithItsOwnId() throws Exception {
        String told = ask(request -> {
            request.getSession().setAttribute("coat", "red");
            return request.getSession().getId();
        });
        assertThat(ask(request -> request.getSession().getId())).isEqualTo(told);
        Visitor other = site.visitor();
        HttpResponse<String> late = visit(other, (request, response) -> {
            HttpSession session = request.getSession();
            response.getWriter().print("x");
            String before = session.getId();
            session.setAttribute("coat", "blue");
            assertThat(session.getId()).isNotEqualTo(before);
        });
        assertThat(late.statusCode()).isEqualTo(200);
        assertThat(visit(
                                other,
                                (request, response) -> response.getWriter()
                                        .print(request.getSession().getAttribute("coat")))
                        .body())
                .isEqualTo("blue");
    }

    @Test
    void afterAnAnswerThatWasTakenBackAnIdCreatesASession() throws Exception {
        List<Consumer<HttpServletResponse>> takingBack =
                List.of(HttpServletResponse::reset, HttpServletResponse::resetBuffer);
        for (Consumer<HttpServletResponse> back : takingBack) {
            Visitor one = site.visitor();
            HttpResponse<String> response = visit(one, (request, answer) -> {
                answer.getWriter().print("x");
                back.accept(answer);
                answer.getWriter().print(request.getSession().getId());
            });
            assertThat(response.body())
                    .startsWith(site.sessions()
                            .find(one.cookie(Shop.COOKIE))
                            .orElseThrow()
                            .id());
        }
    }

    @Test
    void anotherSitesPageGetsTheAnswerThatTheApplicationGives() throws Exception {
        site.page("/shop/refused", (request, response) -> {
            request.getSession();
            response.setStatus(403);
            assertThat(idAtTheEnd(request)).isNotEmpty();
            response.getWriter().print("no token");
        });
        HttpResponse<String> response =
                visitor.send("POST", "/shop/refused", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
        site.requireNoFailure();
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).isEqualTo("no token");
        assertNothingWasCreated(response);
    }
}
