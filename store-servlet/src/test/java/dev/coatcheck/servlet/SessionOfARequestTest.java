package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.Session;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SessionOfARequestTest {
    private static final String UNKNOWN_TICKET = "AAAAAAAAAAAAAAAAAAAAAA." + "B".repeat(43);

    @AutoClose
    private final Site site = Shop.overHttp();

    private final Visitor visitor = new Visitor(site);

    @Test
    void aRequestThatUsesNoSessionAsksNoStoreAndGetsNoCookie() throws Exception {
        site.start();
        var response = visitor.with(COOKIE, UNKNOWN_TICKET).visit("/shop/hello");
        assertThat(response.body()).isEqualTo("hello");
        assertThat(Visitor.setCookies(response)).isEmpty();
        assertThat(response.headers().firstValue("Cache-Control")).isEmpty();
        assertThat(site.store().calls()).isEmpty();
    }

    @Test
    void readsCreateNothingAndSetNoCookie() throws Exception {
        site.start();
        assertThat(visitor.read("/shop/coat")).isEqualTo("no coat");
        assertThat(visitor.read("/shop/found")).isEqualTo("nobody");
        assertThat(visitor.cookie(COOKIE)).isEmpty();
        assertThat(site.store().calls()).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void theFirstWriteCreatesTheSessionAndSetsTheCookie() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        assertThat(visitor.cookie(COOKIE)).hasSize(66);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        assertThat(site.ids()).containsExactly(visitor.read("/shop/found"));
    }

    @Test
    void laterRequestsGetNoCookieAnew() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        assertThat(Visitor.setCookies(visitor.visit("/shop/put?coat=blue"))).isEmpty();
        assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void removingWhatIsNotThereCreatesNothing() throws Exception {
        site.page(
                        "/shop/remove",
                        (request, response) -> response.getWriter()
                                .print(HttpSessions.get(request).remove(COAT)))
                .start();
        assertThat(visitor.read("/shop/remove")).isEqualTo("false");
        assertThat(visitor.cookie(COOKIE)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void findTakesOneRoundTripAndTheWriteAfterItAnother() throws Exception {
        site.page(
                        "/shop/find-and-put",
                        (request, response) ->
                                HttpSessions.find(request).orElseThrow().put(COAT, "blue"))
                .start();
        visitor.visit("/shop/put?coat=red");
        site.store().calls();
        visitor.visit("/shop/found");
        assertThat(site.store().calls()).containsExactly("read");
        visitor.visit("/shop/find-and-put");
        assertThat(site.store().calls()).containsExactly("read", "write");
    }

    @Test
    void findFindsWhatGetHasCreatedInTheSameRequest() throws Exception {
        AtomicReference<List<Boolean>> live = new AtomicReference<>();
        site.page("/shop/put-and-find", (request, response) -> {
                    boolean before = HttpSessions.find(request).isPresent();
                    HttpSessions.get(request).put(COAT, "red");
                    Session found = HttpSessions.find(request).orElseThrow();
                    live.set(List.of(before, found.get(COAT).isPresent(), found == HttpSessions.get(request)));
                })
                .start();
        visitor.visit("/shop/put-and-find");
        assertThat(live.get()).containsExactly(false, true, true);
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void anUnknownTicketIsNeverAdopted() throws Exception {
        site.start();
        visitor.with(COOKIE, UNKNOWN_TICKET);
        assertThat(visitor.read("/shop/found")).isEqualTo("nobody");
        assertThat(visitor.cookie(COOKIE)).isEqualTo(UNKNOWN_TICKET);
        visitor.visit("/shop/put?coat=red");
        assertThat(visitor.cookie(COOKIE))
                .doesNotStartWith("AAAAAAAAAAAAAAAAAAAAAA")
                .hasSize(66);
        assertThat(site.ids()).hasSize(1).doesNotContain("AAAAAAAAAAAAAAAAAAAAAA");
    }

    @Test
    void theIdOfALiveSessionWithAnotherSecretOpensNothing() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        String id = visitor.read("/shop/found");
        Visitor thief = new Visitor(site).with(COOKIE, id + "." + "B".repeat(43));
        assertThat(thief.read("/shop/coat")).isEqualTo("no coat");
        thief.visit("/shop/put?coat=stolen");
        thief.with(COOKIE, id + "." + "B".repeat(43)).visit("/shop/end");
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
    }

    @Test
    void aStoreOutOfReachIsAnErrorAndNotAVisitorWithoutASession() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        site.store().goOutOfReach();
        for (String page : List.of("/shop/found", "/shop/coat", "/shop/put?coat=blue", "/shop/end", "/shop/renew")) {
            var response = visitor.visit(page);
            assertThat(response.statusCode()).as(page).isEqualTo(500);
            assertThat(Visitor.setCookies(response)).as(page).isEmpty();
        }
    }

    @Test
    void aRequestThatHasNotPassedTheFilterIsToldSo() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        site.page("/elsewhere", (request, response) -> {
                    assertThatThrownBy(() -> HttpSessions.find(request)).isInstanceOf(IllegalStateException.class);
                    try {
                        HttpSessions.get(request);
                    } catch (IllegalStateException e) {
                        failure.set(e);
                    }
                })
                .start();
        assertThat(visitor.visit("/elsewhere").statusCode()).isEqualTo(200);
        assertThat(failure.get()).hasMessageContaining("CoatcheckFilter");
    }
}
