package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coatcheck.Session;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CommittedResponseTest {
    @AutoClose
    private final Site site = Shop.overHttp();

    private final Visitor visitor = new Visitor(site);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private void assertRefused() {
        assertThat(failure.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("committed")
                .hasMessageContaining("cookie");
    }

    private static void commit(HttpServletResponse response) {
        try {
            response.flushBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theFirstWriteIsRefusedAndNothingIsCreated() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    response.flushBuffer();
                    failure.set(catchThrowable(() -> HttpSessions.get(request).put(COAT, "red")));
                })
                .start();
        assertThat(Visitor.setCookies(visitor.visit("/shop/late"))).isEmpty();
        assertRefused();
        assertThat(site.store().calls()).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void aSessionThatExistsIsWrittenAllTheSame() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    response.flushBuffer();
                    HttpSessions.get(request).put(COAT, "blue");
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        visitor.visit("/shop/late");
        assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
    }

    @Test
    void renewingIsRefusedAndTheOldTicketStaysGood() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    response.flushBuffer();
                    failure.set(catchThrowable(HttpSessions.get(request)::renew));
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        visitor.visit("/shop/late");
        assertRefused();
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void endingStillEndsTheSession() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    response.flushBuffer();
                    HttpSessions.get(request).end();
                    response.getWriter().print(HttpSessions.find(request).isPresent() ? "live" : "over");
                    failure.set(catchThrowable(() -> HttpSessions.get(request).put(COAT, "blue")));
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        String ticket = visitor.cookie(COOKIE);
        var response = visitor.visit("/shop/late");
        assertThat(response.body()).isEqualTo("over");
        assertThat(Visitor.setCookies(response)).isEmpty();
        assertThat(site.ids()).isEmpty();
        assertThat(visitor.cookie(COOKIE)).isEqualTo(ticket);
        assertThat(visitor.read("/shop/found")).isEqualTo("nobody");
        assertRefused();
    }

    @Test
    void aResponseThatIsCommittedWhileTheSessionIsCreatedIsNoSilentLoss() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    site.store().beforeCreation(() -> commit(response));
                    failure.set(catchThrowable(() -> HttpSessions.get(request).put(COAT, "red")));
                })
                .start();
        assertThat(Visitor.setCookies(visitor.visit("/shop/late"))).isEmpty();
        assertRefused();
    }

    @Test
    void aHandleThatOutlivesItsRequestReadsAndWritesButSetsNoCookie() throws Exception {
        AtomicReference<Session> kept = new AtomicReference<>();
        site.page("/shop/keep", (request, response) -> kept.set(HttpSessions.get(request)))
                .start();
        visitor.visit("/shop/put?coat=red");
        visitor.visit("/shop/keep");
        kept.get().put(COAT, "blue");
        assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
        assertThatThrownBy(kept.get()::renew).isInstanceOf(IllegalStateException.class);
        kept.get().end();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void aHandleThatOutlivesItsRequestSetsNoCookieInTheNextOneOnItsConnection() throws Exception {
        AtomicReference<Session> kept = new AtomicReference<>();
        site.page("/shop/keep", (request, response) -> kept.set(HttpSessions.get(request)))
                .page(
                        "/shop/next",
                        (request, response) ->
                                failure.set(catchThrowable(() -> kept.get().put(COAT, "of another visitor"))))
                .start();
        String both = site.answerTo(
                Site.get("/shop/keep", "Connection: keep-alive") + Site.get("/shop/next", "Connection: close"));
        assertThat(both).contains("200 OK").doesNotContain("Set-Cookie");
        assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
        assertThat(site.ids()).isEmpty();
    }
}
