package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EndAndRenewTest {
    private static final String UNKNOWN_TICKET = "AAAAAAAAAAAAAAAAAAAAAA." + "B".repeat(43);

    @AutoClose
    private final Site site = Shop.overHttp();

    private final Visitor visitor = new Visitor(site);

    @Test
    void theTicketOfAnEndedSessionLeadsToAnotherSessionOnTheFirstWrite() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        String ticket = visitor.cookie(COOKIE);
        String id = visitor.read("/shop/found");
        visitor.visit("/shop/end");
        visitor.with(COOKIE, ticket);
        assertThat(visitor.read("/shop/coat")).isEqualTo("no coat");
        visitor.visit("/shop/put?coat=blue");
        assertThat(site.ids()).hasSize(1).doesNotContain(id);
        assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
    }

    @Test
    void endingTheSessionClearsTheCookie() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        visitor.visit("/shop/end");
        assertThat(visitor.cookie(COOKIE)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void endingWhereThereIsNeitherSessionNorCookieSetsNone() throws Exception {
        site.start();
        assertThat(Visitor.setCookies(visitor.visit("/shop/end"))).isEmpty();
        assertThat(site.store().calls()).isEmpty();
    }

    @Test
    void endingWithAWorthlessTicketClearsTheCookie() throws Exception {
        site.start();
        visitor.with(COOKIE, UNKNOWN_TICKET).visit("/shop/end");
        assertThat(visitor.cookie(COOKIE)).isEmpty();
    }

    @Test
    void renewingKeepsTheSessionAndKillsTheOldTicket() throws Exception {
        site.start();
        visitor.visit("/shop/put?coat=red");
        String old = visitor.cookie(COOKIE);
        visitor.visit("/shop/renew");
        assertThat(visitor.cookie(COOKIE)).hasSize(66).isNotEqualTo(old);
        assertThat(visitor.read("/shop/coat")).isEqualTo("red");
        assertThat(new Visitor(site).with(COOKIE, old).read("/shop/coat")).isEqualTo("no coat");
        assertThat(site.ids()).hasSize(1);
    }

    @Test
    void renewingWhereThereIsNoSessionCreatesOne() throws Exception {
        site.start();
        visitor.visit("/shop/renew");
        assertThat(visitor.cookie(COOKIE)).hasSize(66);
        assertThat(site.ids()).containsExactly(visitor.read("/shop/found"));
    }

    @Test
    void aLateWriteDoesNotReviveASessionThatEndedDuringTheRequest() throws Exception {
        site.page("/shop/late", (request, response) -> {
                    Session session = HttpSessions.find(request).orElseThrow();
                    site.sessions().findById(session.id()).orElseThrow().end();
                    assertThatThrownBy(() -> session.put(COAT, "late")).isInstanceOf(SessionEndedException.class);
                    assertThatThrownBy(() -> HttpSessions.get(request).put(COAT, "late"))
                            .isInstanceOf(SessionEndedException.class);
                    assertThat(HttpSessions.find(request)).isEmpty();
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        var response = visitor.visit("/shop/late");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Visitor.setCookies(response)).isEmpty();
        assertThat(site.ids()).isEmpty();
    }

    @Test
    void afterEndTheSameRequestCanCreateAnotherSession() throws Exception {
        site.page("/shop/end-and-put", (request, response) -> {
                    Session first = HttpSessions.get(request);
                    first.end();
                    assertThat(HttpSessions.find(request)).isEmpty();
                    HttpSessions.get(request).put(COAT, "blue");
                    assertThatThrownBy(() -> first.put(COAT, "late")).isInstanceOf(SessionEndedException.class);
                    first.end();
                    assertThat(HttpSessions.find(request).orElseThrow().get(COAT))
                            .contains("blue");
                })
                .start();
        visitor.visit("/shop/put?coat=red");
        String old = visitor.read("/shop/found");
        site.store().calls();
        var response = visitor.visit("/shop/end-and-put");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(site.store().calls()).startsWith("read", "delete", "create");
        assertThat(Visitor.setCookies(response)).hasSize(1);
        assertThat(visitor.read("/shop/coat")).isEqualTo("blue");
        assertThat(site.ids()).hasSize(1).doesNotContain(old);
    }
}
