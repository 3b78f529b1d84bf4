package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A login, as an application writes it, and the end of all sessions of whoever has logged in. */
class OwnerTest {
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @AutoClose
    private final Site site = Shop.overHttp()
            .page(
                    "/shop/login",
                    (request, response) -> HttpSessions.get(request).belongsTo(request.getParameter("user")))
            .page("/shop/login-late", (request, response) -> {
                response.flushBuffer();
                failure.set(catchThrowable(() -> HttpSessions.get(request).belongsTo("alice")));
            })
            .page(
                    "/shop/end-others",
                    (request, response) ->
                            response.getWriter().print(HttpSessions.get(request).endOthers()))
            .start();

    private final Visitor alice = new Visitor(site);
    private final Visitor aliceAtHome = new Visitor(site);
    private final Visitor bob = new Visitor(site);

    @Test
    void aLoginCreatesTheSessionThatIsMissingAndSetsOneCookie() throws Exception {
        var answer = alice.visit("/shop/login?user=alice");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Visitor.setCookies(answer)).hasSize(1);
        assertThat(site.ids()).hasSize(1);
        assertThat(site.sessions().endAll("alice")).isEqualTo(1);
        assertThat(alice.read("/shop/found")).isEqualTo("nobody");
    }

    @Test
    void aLoginKeepsWhatTheVisitorHadBefore() throws Exception {
        alice.visit("/shop/put?coat=red");
        assertThat(Visitor.setCookies(alice.visit("/shop/login?user=alice"))).isEmpty();
        assertThat(alice.read("/shop/coat")).isEqualTo("red");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void allVisitsOfOneUserEndAndTheNextWriteBeginsAnew() throws Exception {
        for (Visitor visitor : new Visitor[] {alice, aliceAtHome}) {
            visitor.visit("/shop/login?user=alice");
            visitor.visit("/shop/put?coat=red");
        }
        bob.visit("/shop/login?user=bob");
        bob.visit("/shop/put?coat=blue");
        assertThat(site.sessions().endAll("alice")).isEqualTo(2);
        assertThat(alice.read("/shop/coat")).isEqualTo("no coat");
        assertThat(aliceAtHome.read("/shop/coat")).isEqualTo("no coat");
        assertThat(bob.read("/shop/coat")).isEqualTo("blue");
        String ended = alice.cookie(COOKIE);
        alice.visit("/shop/put?coat=green");
        assertThat(alice.cookie(COOKIE)).isNotEqualTo(ended);
        assertThat(site.sessions().endAll("alice")).isZero();
        assertThat(alice.read("/shop/coat")).isEqualTo("green");
    }

    @Test
    void aVisitorMayEndHisOtherVisits() throws Exception {
        alice.visit("/shop/login?user=alice");
        aliceAtHome.visit("/shop/login?user=alice");
        assertThat(alice.read("/shop/end-others")).isEqualTo("1");
        assertThat(alice.read("/shop/found")).isNotEqualTo("nobody");
        assertThat(aliceAtHome.read("/shop/found")).isEqualTo("nobody");
        assertThat(new Visitor(site).read("/shop/end-others")).isEqualTo("0");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void aLoginAfterTheResponseIsCommittedIsRefusedAndNothingIsCreated() throws Exception {
        alice.visit("/shop/login-late");
        assertThat(failure.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("committed");
        assertThat(site.store().calls()).isEmpty();
        alice.visit("/shop/put?coat=red");
        alice.visit("/shop/login-late");
        assertThat(site.sessions().endAll("alice")).isEqualTo(1);
    }
}
