package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class TwoAtOnceTest {
    private static final Key<Integer> VISITS = Key.of("visits", Integer.class);

    @AutoClose
    private final Site site = Shop.overHttp();

    private final Visitor visitor = new Visitor(site);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** The same visitor in another tab. */
    private Visitor tab() {
        return new Visitor(site).with(COOKIE, visitor.cookie(COOKIE));
    }

    private static <T> T inTime(Callable<T> blocking) {
        try {
            return blocking.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        assertThat(inTime(() -> latch.await(60, TimeUnit.SECONDS))).isTrue();
    }

    private static String coatOf(HttpServletRequest request) {
        return request.getParameter("coat");
    }

    @Test
    void requestsOfOneSessionLoseNoUpdate() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        site.page("/shop/count", (request, response) -> {
                    inTime(() -> together.await(60, TimeUnit.SECONDS));
                    for (int i = 0; i < 25; i++) {
                        HttpSessions.get(request).update(VISITS, 0, visits -> visits + 1);
                    }
                })
                .page(
                        "/shop/visits",
                        (request, response) -> response.getWriter()
                                .print(HttpSessions.get(request).get(VISITS, 0)))
                .start();
        visitor.visit("/shop/put?coat=red");
        List<Callable<HttpResponse<String>>> tabs = IntStream.range(0, 4)
                .<Callable<HttpResponse<String>>>mapToObj(i -> {
                    Visitor tab = tab();
                    return () -> tab.visit("/shop/count");
                })
                .toList();
        for (Future<HttpResponse<String>> answer : threads.invokeAll(tabs)) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(Visitor.setCookies(answer.get())).isEmpty();
        }
        assertThat(visitor.read("/shop/visits")).isEqualTo("100");
    }

    @Test
    void requestsOfDifferentVisitorsAreApart() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        site.page("/shop/together", (request, response) -> {
                    HttpSessions.get(request).put(COAT, coatOf(request));
                    inTime(() -> together.await(60, TimeUnit.SECONDS));
                    response.getWriter().print(HttpSessions.get(request).get(COAT, "no coat"));
                })
                .start();
        Visitor other = new Visitor(site);
        Future<String> others = threads.submit(() -> other.read("/shop/together?coat=blue"));
        assertThat(visitor.read("/shop/together?coat=red")).isEqualTo("red");
        assertThat(others.get()).isEqualTo("blue");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        assertThat(other.read("/shop/coat")).isEqualTo("blue");
        assertThat(site.ids()).hasSize(2);
    }

    @Test
    void logoutInOneRequestStopsTheLateWriteOfAnother() throws Exception {
        CountDownLatch found = new CountDownLatch(1);
        CountDownLatch loggedOut = new CountDownLatch(1);
        site.page("/shop/slow", (request, response) -> {
                    Session session = HttpSessions.find(request).orElseThrow();
                    found.countDown();
                    await(loggedOut);
                    try {
                        session.put(COAT, "late");
                        response.getWriter().print("written");
                    } catch (SessionEndedException e) {
                        response.getWriter().print("ended");
                    }
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        Visitor tab = tab();
        Future<HttpResponse<String>> slow = threads.submit(() -> tab.visit("/shop/slow"));
        await(found);
        visitor.visit("/shop/end");
        loggedOut.countDown();
        assertThat(slow.get().body()).isEqualTo("ended");
        assertThat(Visitor.setCookies(slow.get())).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void aRenewalThatTheEndHasOvertakenLeavesTheNextSessionItsCookie() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    Session old = HttpSessions.get(request);
                    site.store().afterNextWrite(() -> {
                        HttpSessions.get(request).end();
                        HttpSessions.get(request).put(COAT, "blue");
                    });
                    assertThatThrownBy(old::renew).isInstanceOf(SessionEndedException.class);
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        assertThat(visitor.visit("/shop/late").statusCode()).isEqualTo(200);
        assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void threadsOfOneRequestCreateOneSessionAndOneCookie() throws Exception {
        site.page("/shop/many", (request, response) -> {
                    List<Callable<Session>> writers = IntStream.range(0, 8)
                            .<Callable<Session>>mapToObj(i -> () -> {
                                Session session = HttpSessions.get(request);
                                session.put(Key.of("coat" + i, String.class), "red");
                                return session;
                            })
                            .toList();
                    for (Future<Session> writer : inTime(() -> threads.invokeAll(writers))) {
                        Session used = inTime(writer::get);
                        assertThat(used).isSameAs(HttpSessions.get(request));
                    }
                    response.getWriter().print(HttpSessions.get(request).names().size());
                })
                .start();
        var response = visitor.visit("/shop/many");
        assertThat(response.body()).isEqualTo("8");
        assertThat(Visitor.setCookies(response)).hasSize(1);
        assertThat(site.ids()).hasSize(1);
    }
}
