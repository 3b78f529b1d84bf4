package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.Key;
import dev.coatcheck.SessionEndedException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What {@code HttpSession} is on Coatcheck, in whatever container. */
abstract class HttpSessionContract extends HttpSessionVisits {
    @Test
    void anAttributeIsThereInTheNextRequest() throws Exception {
        set("coat", "red");
        assertThat(get("coat")).isEqualTo("red");
        assertThat(get("hat")).isEqualTo("null");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void anObjectComesBackWithAllThatIsInIt() throws Exception {
        set("basket", new Basket().with("red").with("blue"));
        assertThat(ask(request -> ((Basket) request.getSession().getAttribute("basket")).coats()))
                .isEqualTo("[red, blue]");
    }

    @Test
    void whatHasADeclaredKeyIsTheValueOfThatKey() throws Exception {
        set("products", List.of(new Product(1, "Hat")));
        assertThat(elsewhere().get(PRODUCTS)).contains(List.of(new Product(1, "Hat")));
        elsewhere().put(PRODUCTS, List.of(new Product(2, "Coat")));
        assertThat(get("products")).isEqualTo("[Product[id=2, title=Coat]]");
        assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())))
                .isEqualTo("[products]");
    }

    @Test
    void whatIsNotOfItsDeclaredTypeIsRefused() throws Exception {
        visit((request, response) -> assertThatThrownBy(
                        () -> request.getSession().setAttribute("products", "none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"products\""));
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void anAttributeThatWasStoredBeforeItsKeyWasDeclaredBecomesJson() throws Exception {
        set("coat", "red");
        elsewhere().put(stored("attribute.counts"), serialised(new HashMap<>(Map.of("red", 1))));
        assertThat(get("counts")).isEqualTo("{red=1}");
        assertThat(elsewhere().get(COUNTS)).contains(Map.of("red", 1));
        assertThat(elsewhere().names()).doesNotContain("attribute.counts");
    }

    @Test
    void toAskForASessionCreatesNone() throws Exception {
        HttpResponse<String> response = visit((request, answer) -> {
            assertThat(request.getSession(false)).isNull();
            HttpSession session = request.getSession();
            assertThat(session.isNew()).isTrue();
            assertThat(session.getAttribute("coat")).isNull();
            assertThat(Collections.list(session.getAttributeNames())).isEmpty();
            session.removeAttribute("coat");
            assertThat(request.getSession()).isSameAs(session);
            assertThat(request.getSession(false)).isSameAs(session);
        });
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Visitor.setCookies(response)).isEmpty();
        assertThat(site.store().calls()).isEmpty();
    }

    @Test
    void aSessionIsNewInTheRequestThatCreatesItAlone() throws Exception {
        assertThat(ask(request -> {
                    request.getSession().setAttribute("coat", "red");
                    return request.getSession().isNew();
                }))
                .isEqualTo("true");
        assertThat(ask(request -> request.getSession().isNew())).isEqualTo("false");
        assertThat(ask(request -> request.getSession(false) != null)).isEqualTo("true");
    }

    @Test
    void anIdIsNeverTheTicketAndStays() throws Exception {
        String id = ask(request -> request.getSession().getId());
        assertThat(site.ids()).hasSize(1);
        String ticket = visitor.cookie(Shop.COOKIE);
        assertThat(ticket).doesNotContain(id);
        assertThat(id).startsWith(elsewhere().id()).hasSizeLessThan(40);
        assertThat(ask(request -> request.getSession().getId())).isEqualTo(id);
        assertThat(ask(HttpServletRequest::getRequestedSessionId)).isEqualTo(id);
        assertThat(ask(HttpServletRequest::isRequestedSessionIdValid)).isEqualTo("true");
        assertThat(ask(HttpServletRequest::isRequestedSessionIdFromCookie)).isEqualTo("true");
    }

    @Test
    void aTicketThatIsNoSessionsIsAnInvalidId() throws Exception {
        visitor.with(Shop.COOKIE, "whatever");
        assertThat(ask(request -> request.getRequestedSessionId() + " " + request.isRequestedSessionIdValid()))
                .doesNotContain("whatever")
                .endsWith(" false");
        assertThat(site.visitor().cookie(Shop.COOKIE)).isEmpty();
    }

    @Test
    void whoIsToldThatTheIdIsInvalidAndThenAsksForASessionSendsTheVisitorOnWithAValidOne() throws Exception {
        for (String ticket : List.of("whatever", ticketOfAnEndedSession())) {
            visitor.with(Shop.COOKIE, ticket);
            HttpResponse<String> response = visit((request, answer) -> {
                assertThat(request.isRequestedSessionIdValid()).isFalse();
                assertThat(request.getSession().isNew()).isTrue();
                request.getSession();
                answer.sendRedirect("/shop/expired");
            });
            assertThat(Visitor.setCookies(response)).hasSize(1);
            assertThat(visitor.cookie(Shop.COOKIE)).isNotEqualTo(ticket);
            assertThat(ask(HttpServletRequest::isRequestedSessionIdValid)).isEqualTo("true");
        }
    }

    private String ticketOfAnEndedSession() throws Exception {
        set("coat", "red");
        String ticket = visitor.cookie(Shop.COOKIE);
        elsewhere().end();
        return ticket;
    }

    @Test
    void whereNobodyIsToldThatTheIdIsInvalidToAskForASessionCreatesNone() throws Exception {
        String ticket = ticketOfAnEndedSession();
        visitor.with(Shop.COOKIE, ticket);
        assertThat(ask(request -> request.getRequestedSessionId() + request.getSession()))
                .doesNotContain(ticket);
        assertThat(ask(HttpServletRequest::isRequestedSessionIdValid)).isEqualTo("false");
        visitor.without(Shop.COOKIE);
        assertThat(ask(request -> {
                    request.getSession();
                    return request.isRequestedSessionIdValid() + " "
                            + request.getSession().isNew();
                }))
                .isEqualTo("false true");
        assertThat(visitor.cookie(Shop.COOKIE)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void whereTheAnswerTakesTheTicketAwayAnInvalidIdNeedsNoSession() throws Exception {
        set("coat", "red");
        visit((request, response) -> {
            request.getSession().invalidate();
            assertThat(request.isRequestedSessionIdValid()).isFalse();
            assertThat(request.getSession().isNew()).isTrue();
        });
        assertThat(visitor.cookie(Shop.COOKIE)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void whereNoSessionMayBeginAnInvalidIdBeginsNone() throws Exception {
        visitor.with(Shop.COOKIE, "whatever");
        HttpResponse<String> late = visit((request, response) -> {
            assertThat(request.isRequestedSessionIdValid()).isFalse();
            response.getWriter().print("x");
            assertThat(request.getSession().isNew()).isTrue();
        });
        assertThat(late.body()).isEqualTo("x");
        site.page("/shop/expired", (request, response) -> {
            assertThat(request.isRequestedSessionIdValid()).isFalse();
            assertThat(request.getSession().isNew()).isTrue();
            response.getWriter().print("y");
        });
        HttpResponse<String> ofAnotherSite =
                visitor.send("POST", "/shop/expired", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
        site.requireNoFailure();
        assertThat(ofAnotherSite.body()).isEqualTo("y");
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void anotherIdIsAnotherTicket() throws Exception {
        set("coat", "red");
        String ticket = visitor.cookie(Shop.COOKIE);
        String id = ask(request -> request.getSession().getId());
        String changed = ask(request -> {
            String next = request.changeSessionId();
            assertThat(request.getSession().getId()).isEqualTo(next);
            return next;
        });
        assertThat(changed).isNotEqualTo(id);
        assertThat(visitor.cookie(Shop.COOKIE)).isNotEqualTo(ticket);
        assertThat(site.sessions().find(ticket)).isEmpty();
        assertThat(ask(request -> request.getSession().getId())).isEqualTo(changed);
        assertThat(get("coat")).isEqualTo("red");
    }

    @Test
    void whereThereIsNoSessionNoIdCanBeChanged() throws Exception {
        visit((request, response) ->
                assertThatThrownBy(request::changeSessionId).isInstanceOf(IllegalStateException.class));
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void whatIsChangedWithoutSetAttributeIsThereInTheNextRequest() throws Exception {
        set("basket", new Basket().with("red"));
        set("wardrobe", new Wardrobe(new ArrayList<>(List.of("red"))));
        visit((request, response) -> {
            ((Basket) request.getSession().getAttribute("basket")).with("blue");
            ((Wardrobe) request.getSession().getAttribute("wardrobe")).coats().add("blue");
        });
        assertThat(ask(request -> ((Basket) request.getSession().getAttribute("basket")).coats()))
                .isEqualTo("[red, blue]");
        assertThat(get("wardrobe")).isEqualTo("Wardrobe[coats=[red, blue]]");
        assertThat(elsewhere().get(WARDROBE).orElseThrow().coats()).containsExactly("red", "blue");
    }

    @Test
    void whatIsChangedAfterSetAttributeIsThereInTheNextRequest() throws Exception {
        visit((request, response) -> {
            Basket basket = new Basket();
            request.getSession().setAttribute("basket", basket);
            basket.with("red");
            Map<String, Integer> counts = new HashMap<>();
            request.getSession().setAttribute("counts", counts);
            counts.put("red", 1);
        });
        assertThat(get("counts")).isEqualTo("{red=1}");
        assertThat(ask(request -> ((Basket) request.getSession().getAttribute("basket")).coats()))
                .isEqualTo("[red]");
    }

    @Test
    void whatIsChangedIsThereWhenTheVisitorFollowsARedirect() throws Exception {
        set("basket", new Basket());
        HttpResponse<String> response = visit((request, answer) -> {
            ((Basket) request.getSession().getAttribute("basket")).with("red");
            site.store().calls();
            answer.sendRedirect("/shop/next");
            assertThat(site.store().calls()).containsExactly("write");
        });
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(ask(request -> ((Basket) request.getSession().getAttribute("basket")).coats()))
                .isEqualTo("[red]");
    }

    @Test
    void whatIsChangedIsThereWhenTheVisitorHasTheWholeBody() throws Exception {
        set("basket", new Basket());
        visit((request, response) -> {
            basket(request).with("red");
            site.store().calls();
            response.setContentLength(2);
            response.getOutputStream().print("ok");
            assertThat(site.store().calls()).containsExactly("write");
            basket(request).with("late");
        });
        visit((request, response) -> {
            basket(request).with("flushed");
            site.store().calls();
            response.getOutputStream().print("ok");
            assertThat(site.store().calls()).isEmpty();
            response.getOutputStream().flush();
            assertThat(site.store().calls()).containsExactly("write");
            response.getOutputStream().flush();
        });
        HttpResponse<String> response = visit((request, answer) -> {
            basket(request).with("blue");
            site.store().calls();
            answer.getWriter().print("grün");
            answer.getWriter().close();
            assertThat(site.store().calls()).containsExactly("write");
        });
        assertThat(response.body()).isEqualTo("grün");
        assertThat(ask(request -> basket(request).coats())).isEqualTo("[red, late, flushed, blue]");
    }

    @Test
    void whatIsReadAndNotChangedIsNotWritten() throws Exception {
        set("basket", new Basket().with("red"));
        set("set", new HashSet<>(List.of("b", "a", "c", "AaAa", "BBBB", "AaBB")));
        site.store().calls();
        visit((request, response) -> {
            HttpSession session = request.getSession();
            for (String name : List.of("basket", "basket", "set", "none", "none")) {
                session.getAttribute(name);
            }
            session.setAttribute("set", session.getAttribute("set"));
        });
        assertThat(site.store().calls()).containsExactly("read", "read", "read");
    }

    @Test
    void whoSetsAnAttributeLastIsTheLastThoughHeHadSeenThatValueBefore() throws Exception {
        set("state", "idle");
        visit((request, response) -> {
            HttpSession session = request.getSession();
            assertThat(session.getAttribute("state")).isEqualTo("idle");
            setInAnotherRequest("state", "busy");
            session.setAttribute("state", "idle");
        });
        assertThat(get("state")).isEqualTo("idle");
    }

    @Test
    void whoRemovesAnAttributeLastIsTheLastThoughItWasNotThereBefore() throws Exception {
        set("other", "red");
        visit((request, response) -> {
            HttpSession session = request.getSession();
            assertThat(session.getAttribute("state")).isNull();
            setInAnotherRequest("state", "busy");
            session.removeAttribute("state");
        });
        assertThat(get("state")).isEqualTo("null");
    }

    @Test
    void noPageSeesTheTicket() throws Exception {
        set("coat", "red");
        assertThat(ask(request -> {
                    StringBuilder seen = new StringBuilder();
                    if (request.getCookies() != null) {
                        for (Cookie cookie : request.getCookies()) {
                            seen.append(cookie.getName()).append(cookie.getValue());
                        }
                    }
                    Collections.list(request.getHeaderNames())
                            .forEach(name -> seen.append(request.getHeader(name))
                                    .append(Collections.list(request.getHeaders(name))));
                    return request.getSession().getAttribute("coat") + ": "
                            + seen.toString()
                                    .contains(request.getSession().getId().split("\\.", -1)[0]);
                }))
                .isEqualTo("red: false");
    }

    @Test
    void eachHeaderThatIsNamedHasAValue() throws Exception {
        set("coat", "red");
        assertThat(headers()).doesNotContainKey("cookie").containsKey("user-agent");
        visitor.with("theme", "dark");
        assertThat(headers()).containsEntry("cookie", "theme=dark");
        visitor.without(Shop.COOKIE);
        assertThat(headers()).containsEntry("cookie", "theme=dark");
        visitor.without("theme");
        assertThat(headers()).doesNotContainKey("cookie");
    }

    private Map<String, String> headers() throws Exception {
        Map<String, String> headers = new HashMap<>();
        visit((request, response) -> {
            for (String name : Collections.list(request.getHeaderNames())) {
                assertThat(request.getHeader(name)).as(name).isNotNull();
                headers.put(name.toLowerCase(Locale.ROOT), request.getHeader(name));
            }
        });
        return headers;
    }

    @Test
    void noPageSeesTheTicketHoweverItsCookieIsWritten() throws Exception {
        set("coat", "red");
        String ticket = visitor.cookie(Shop.COOKIE);
        site.page("/shop/cookies", (request, response) -> response.getWriter().print(request.getHeader("Cookie")));
        HttpResponse<String> response =
                site.visitor().send("GET", "/shop/cookies", "Cookie", "a=b; " + Shop.COOKIE + " = " + ticket + "; c=d");
        assertThat(response.body()).startsWith("a=b; ").endsWith("c=d").doesNotContain(ticket);
    }

    private void setInAnotherRequest(String name, String value) {
        try {
            set(name, value);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSmallAttributeIsReadWithoutTheLargeOneBesideIt() throws Exception {
        set("large", "x".repeat(600_000));
        set("small", "red");
        site.store().namesRead();
        assertThat(get("small")).isEqualTo("red");
        assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())))
                .isEqualTo("[large, small]");
        assertThat(site.store().namesRead()).contains("attribute.small").doesNotContain("attribute.large");
    }

    @Test
    void twoRequestsAtOnceKeepWhatBothHaveSet() throws Exception {
        set("start", "here");
        int many = 8;
        CyclicBarrier together = new CyclicBarrier(many);
        List<Future<HttpResponse<String>>> visits = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String name = "coat" + i;
            Visitor tab = site.visitor().with(Shop.COOKIE, visitor.cookie(Shop.COOKIE));
            visits.add(threads.submit(() -> visit(tab, (request, response) -> {
                HttpSession session = request.getSession();
                session.getAttribute("start");
                meet(together);
                session.setAttribute(name, "red");
                meet(together);
            })));
        }
        for (Future<HttpResponse<String>> visit : visits) {
            assertThat(visit.get().statusCode()).isEqualTo(200);
        }
        assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())
                        .size()))
                .isEqualTo(Integer.toString(many + 1));
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoThreadsOfOneRequestHaveOneSession() throws Exception {
        HttpResponse<String> response = visit((request, answer) -> {
            HttpSession session = request.getSession();
            List<CompletableFuture<Void>> both = List.of(
                    CompletableFuture.runAsync(() -> session.setAttribute("one", "red"), threads),
                    CompletableFuture.runAsync(() -> session.setAttribute("other", "blue"), threads));
            both.forEach(CompletableFuture::join);
        });
        assertThat(Visitor.setCookies(response)).hasSize(1);
        assertThat(site.ids()).hasSize(1);
        assertThat(get("one") + get("other")).isEqualTo("redblue");
    }

    @Test
    void aNullValueRemovesTheAttribute() throws Exception {
        set("coat", "red");
        visit((request, response) -> request.getSession().setAttribute("coat", null));
        assertThat(get("coat")).isEqualTo("null");
        set("products", List.of(new Product(1, "Hat")));
        visit((request, response) -> request.getSession().removeAttribute("products"));
        assertThat(get("products")).isEqualTo("null");
        assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())))
                .isEqualTo("[]");
    }

    @Test
    void anInvalidatedSessionIsOver() throws Exception {
        set("coat", "red");
        HttpResponse<String> response = visit((request, answer) -> {
            HttpSession session = request.getSession();
            session.invalidate();
            assertThatThrownBy(() -> session.getAttribute("coat")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> session.setAttribute("coat", "x")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> session.removeAttribute("coat")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::getAttributeNames).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::getCreationTime).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::getLastAccessedTime).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::isNew).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(session::invalidate).isInstanceOf(IllegalStateException.class);
            assertThat(session.getId()).isNotEmpty();
            assertThat(session.getServletContext()).isNotNull();
            assertThat(request.getSession(false)).isNull();
            assertThat(request.isRequestedSessionIdValid()).isFalse();
        });
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(visitor.cookie(Shop.COOKIE)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void afterAnInvalidatedSessionComesAnother() throws Exception {
        set("coat", "red");
        String id = elsewhere().id();
        visit((request, response) -> {
            request.getSession().invalidate();
            assertThat(request.getSession().getAttribute("coat")).isNull();
            request.getSession().setAttribute("coat", "blue");
        });
        assertThat(get("coat")).isEqualTo("blue");
        assertThat(site.ids()).hasSize(1).doesNotContain(id);
    }

    @Test
    void aSessionThatIsInvalidatedDuringAnotherRequestDoesNotComeBack() throws Exception {
        set("basket", new Basket());
        HttpResponse<String> response = visit((request, answer) -> {
            HttpSession session = request.getSession();
            ((Basket) session.getAttribute("basket")).with("late");
            elsewhere().end();
            assertThatThrownBy(() -> session.getAttribute("hat")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> session.setAttribute("hat", "late")).isInstanceOf(IllegalStateException.class);
            assertThat(request.getSession(false)).isNull();
        });
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(site.ids()).isEmpty();
        assertThat(get("basket")).isEqualTo("null");
        set("coat", "red");
        visit((request, answer) -> {
            assertThat(request.getSession().getAttribute("coat")).isEqualTo("red");
            elsewhere().end();
            assertThatThrownBy(request::changeSessionId).isInstanceOf(IllegalStateException.class);
        });
        set("coat", "red");
        visit((request, answer) -> {
            HttpSession session = request.getSession();
            assertThat(session.getAttribute("coat")).isEqualTo("red");
            elsewhere().end();
            assertThatThrownBy(session::getAttributeNames).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void whoMeetsASessionThatHasEndedMeanwhileIsToldSoByTheCause() throws Exception {
        set("coat", "red");
        visit((request, answer) -> {
            HttpSession session = request.getSession();
            assertThat(session.getAttribute("coat")).isEqualTo("red");
            elsewhere().end();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> session.getAttribute("hat"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasCauseInstanceOf(SessionEndedException.class);
            }
        });
    }

    @Test
    void whatWasChangedOfASessionThatHasEndedMeanwhileIsForgotten() throws Exception {
        set("basket", new Basket());
        HttpResponse<String> response = visit((request, answer) -> {
            ((Basket) request.getSession().getAttribute("basket")).with("late");
            elsewhere().end();
        });
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void aSessionThatEndedBetweenRequestsMakesRoomForAnother() throws Exception {
        set("coat", "red");
        elsewhere().end();
        assertThat(ask(request -> request.getSession(false))).isEqualTo("null");
        assertThat(ask(request -> request.getSession().isNew())).isEqualTo("true");
        set("coat", "blue");
        assertThat(get("coat")).isEqualTo("blue");
    }

    @Test
    void whatIsNotSerialisableIsRefusedAndNothingElseIsLost() throws Exception {
        set("coat", "red");
        visit((request, response) -> {
            HttpSession session = request.getSession();
            assertThatThrownBy(() -> session.setAttribute("thread", new Object()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"thread\"")
                    .hasMessageContaining("java.lang.Object is not Serializable");
            assertThatThrownBy(() -> session.setAttribute("planted", new Planted()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Planted.class.getName())
                    .hasMessageContaining("coatcheck.http-session.allow");
            assertThatThrownBy(() -> session.setAttribute("list", new ArrayList<>(List.of(new Planted()))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Planted.class.getName());
        });
        assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())))
                .isEqualTo("[coat]");
    }

    @Test
    void whatSomebodyHasPlantedInTheStoreIsNotBroughtToLife() throws Exception {
        set("coat", "red");
        Planted.wasRead = false;
        elsewhere().put(stored("attribute.planted"), serialised(new Planted()));
        elsewhere()
                .put(
                        stored("attribute.list"),
                        serialised(new ArrayList<>(List.of(new Planted[] {new Planted()}, "x"))));
        try (Warnings warnings = new Warnings()) {
            for (int i = 0; i < 2; i++) {
                assertThat(get("planted")).isEqualTo("null");
                assertThat(get("list")).isEqualTo("null");
            }
            assertThat(warnings.texts()).hasSize(2);
            assertThat(warnings.texts().get(0)).contains("\"planted\"").contains(Planted.class.getName());
        }
        assertThat(Planted.wasRead).isFalse();
        assertThat(get("coat")).isEqualTo("red");
        set("planted", "now mine");
        assertThat(get("planted")).isEqualTo("now mine");
    }

    @Test
    void aClassThatWasChangedCostsThatAttributeWithOneWarning() throws Exception {
        set("coat", "red");
        String text = serialised(new Basket().with("old"));
        byte[] bytes = Base64.getDecoder().decode(text);
        // the last byte of the version, which comes behind the name
        int version = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Basket") + 6 + 7;
        bytes[version] = 2;
        elsewhere().put(stored("attribute.basket"), Base64.getEncoder().encodeToString(bytes));
        elsewhere().put(stored("attribute.broken"), "no Base64 at all");
        elsewhere().put(Key.of("products", Integer.class), 5);
        try (Warnings warnings = new Warnings()) {
            for (int i = 0; i < 3; i++) {
                assertThat(get("basket")).isEqualTo("null");
                assertThat(get("broken")).isEqualTo("null");
                assertThat(get("products")).isEqualTo("null");
            }
            assertThat(warnings.texts()).hasSize(3);
            assertThat(warnings.texts().get(0)).contains("\"basket\"").contains(Basket.class.getName());
            assertThat(warnings.texts().get(2)).contains("\"products\"");
        }
        assertThat(get("coat")).isEqualTo("red");
        visit((request, response) -> request.getSession().removeAttribute("basket"));
        assertThat(elsewhere().names()).doesNotContain("attribute.basket");
    }

    @Test
    void aNameThatSomebodyHasPlantedIsNoAttribute() throws Exception {
        set("coat", "red");
        set("x".repeat(200), "long");
        elsewhere().put(Key.of("attribute.-name.damaged", Integer.class), 5);
        elsewhere().put(stored("attribute.-name.planted"), "y".repeat(200));
        String hash = elsewhere().names().stream()
                .filter(name -> name.startsWith("attribute.-name.") && name.length() > 30)
                .findFirst()
                .orElseThrow();
        try (Warnings warnings = new Warnings()) {
            for (int i = 0; i < 2; i++) {
                assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())))
                        .isEqualTo("[coat, " + "x".repeat(200) + "]");
            }
            assertThat(warnings.texts()).hasSize(2);
        }
        elsewhere().put(Key.of(hash, Integer.class), 5);
        try (Warnings warnings = new Warnings()) {
            assertThat(ask(request -> Collections.list(request.getSession().getAttributeNames())))
                    .isEqualTo("[coat]");
            assertThat(warnings.texts()).hasSize(1);
            assertThat(get("x".repeat(200))).isEqualTo("long");
        }
    }

    @Test
    void whatSomebodyHasPlantedWritesNoLinesOfItsOwnIntoTheLog() throws Exception {
        set("coat", "red");
        byte[] bytes = Base64.getDecoder().decode(serialised(new Planted()));
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("Planted", "\r\n\33[2Jx");
        elsewhere()
                .put(
                        stored("attribute.planted-0a"),
                        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)));
        try (Warnings warnings = new Warnings()) {
            assertThat(get("planted\n")).isEqualTo("null");
            assertThat(warnings.texts()).hasSize(1);
            assertThat(warnings.texts().get(0))
                    .contains("planted")
                    .contains("dev.coatcheck.servlet")
                    .doesNotContain("\r", "\n", "\u001b");
        }
    }

    @Test
    void anyNameIsAnAttributes() throws Exception {
        List<String> names = List.of(
                "",
                " ",
                "a b",
                "a-b",
                "a_b",
                "ä",
                "\u20ac",
                "\ud83d\ude00",
                "half \ud83d",
                "@ticket",
                "../x",
                "\0\r\n",
                "org.example.Some$Inner.NAME",
                "x".repeat(500),
                "\u20ac".repeat(500));
        visit((request, response) -> {
            for (String name : names) {
                request.getSession().setAttribute(name, "value of " + name.length());
            }
        });
        HttpResponse<String> response = visit((request, answer) -> {
            HttpSession session = request.getSession();
            assertThat(Collections.list(session.getAttributeNames())).containsExactlyInAnyOrderElementsOf(names);
            for (String name : names) {
                assertThat(session.getAttribute(name)).isEqualTo("value of " + name.length());
                session.removeAttribute(name);
            }
            assertThat(Collections.list(session.getAttributeNames())).isEmpty();
        });
        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void onceTheResponseIsCommittedNoSessionBegins() throws Exception {
        visit((request, response) -> {
            HttpSession early = request.getSession();
            response.flushBuffer();
            assertThatThrownBy(() -> early.setAttribute("coat", "late")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(request::getSession).isInstanceOf(IllegalStateException.class);
        });
        assertThat(site.ids()).isEmpty();
        set("coat", "red");
        visit((request, response) -> {
            response.flushBuffer();
            request.getSession().setAttribute("coat", "blue");
        });
        assertThat(get("coat")).isEqualTo("blue");
    }

    @Test
    void anotherSitesPageBeginsNoSession() throws Exception {
        site.page("/shop/set", (request, response) -> request.getSession().setAttribute("coat", "red"));
        assertThat(visitor.send("POST", "/shop/set", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        site.page("/shop/end", (request, response) -> request.getSession().invalidate());
        set("coat", "red");
        assertThat(visitor.send("POST", "/shop/end", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(get("coat")).isEqualTo("red");
    }

    @Test
    void aStoreThatIsOutOfReachIsNoEmptySession() throws Exception {
        set("coat", "red");
        site.store().goOutOfReach();
        assertThat(visit((request, response) -> request.getSession(false)).statusCode())
                .isEqualTo(500);
        assertThat(visit((request, response) -> request.getSession().getAttribute("coat"))
                        .statusCode())
                .isEqualTo(500);
        site.store().comeBack();
        assertThat(get("coat")).isEqualTo("red");
    }

    @Test
    void theHandleAndTheHttpSessionAreOneSession() throws Exception {
        visit((request, response) -> {
            assertThat(request.getSession().getAttribute("products")).isNull();
            HttpSessions.get(request).put(PRODUCTS, List.of());
            assertThat(request.getSession().getAttribute("products")).isEqualTo(List.of());
            HttpSessions.get(request).put(Shop.COAT, "red");
            assertThat(request.getSession(false)).isNotNull();
            assertThat(request.getSession().isNew()).isTrue();
            request.getSession().setAttribute("hat", "blue");
            assertThat(HttpSessions.get(request).get(Shop.COAT)).contains("red");
            HttpSession session = request.getSession();
            HttpSessions.get(request).end();
            assertThatThrownBy(() -> session.getAttribute("never read")).isInstanceOf(IllegalStateException.class);
            assertThat(request.getSession(false)).isNull();
            request.getSession().setAttribute("hat", "green");
        });
        assertThat(get("hat")).isEqualTo("green");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void forwardsIncludesAndErrorPagesShareTheSession() throws Exception {
        set("basket", new Basket());
        site.page("/shop/second", (request, response) -> basket(request).with("second"));
        site.page("/shop/sorry", (request, response) -> basket(request).with("sorry"));
        visit((request, response) -> {
            Basket basket = basket(request).with("first");
            request.getRequestDispatcher("/shop/second").include(request, response);
            assertThat(basket.coats()).containsExactly("first", "second");
            basket.with("third");
            request.getRequestDispatcher("/shop/second").forward(request, response);
        });
        assertThat(ask(request -> basket(request).coats())).isEqualTo("[first, second, third, second]");
        assertThat(visit((request, response) -> {
                            basket(request).with("fails");
                            throw new IllegalArgumentException("on purpose");
                        })
                        .statusCode())
                .isEqualTo(500);
        visit((request, response) -> {
            basket(request).with("refuses");
            response.sendError(409);
        });
        assertThat(ask(request -> basket(request).coats()))
                .isEqualTo("[first, second, third, second, fails, sorry, refuses, sorry]");
    }

    private static Basket basket(HttpServletRequest request) {
        return (Basket) request.getSession().getAttribute("basket");
    }

    @Test
    void asynchronousRequestsHaveTheirSession() throws Exception {
        set("basket", new Basket());
        CountDownLatch hasLeft = new CountDownLatch(1);
        visit((request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            Basket basket = basket(request).with("first");
            async.start(() -> {
                await(hasLeft);
                basket.with("async");
                request.getSession().setAttribute("coat", "red");
                async.complete();
            });
            hasLeft.countDown();
        });
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(ask(request -> basket(request).coats())).isEqualTo("[first, async]"));
        assertThat(get("coat")).isEqualTo("red");
        site.page("/shop/dispatched", (request, response) -> basket(request).with("dispatched"));
        visit((request, response) -> {
            basket(request).with("again");
            AsyncContext async = request.startAsync();
            async.start(() -> async.dispatch("/shop/dispatched"));
        });
        assertThat(ask(request -> basket(request).coats())).isEqualTo("[first, async, again, dispatched]");
    }
}
