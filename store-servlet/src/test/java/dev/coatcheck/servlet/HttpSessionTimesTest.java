package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpSessionTimesTest {
    private static final Key<HttpSessionVisits.Wardrobe> RESERVED =
            Key.of("reserved", HttpSessionVisits.Wardrobe.class).lasting(Duration.ofHours(1));

    @AutoClose
    private final HttpSessionSite site = new HttpSessionSite(
            new JettyContainer(), Map.of("coatcheck.lifetime", "8h"), builder -> builder.attribute(RESERVED));

    @AutoClose
    private final HttpSessionSite idling = new HttpSessionSite(
            new JettyContainer(),
            Map.of(
                    "coatcheck.lifetime", "8h",
                    "coatcheck.idle-timeout", "30m",
                    "coatcheck.max-idle-timeout", "2h"),
            builder -> builder);

    private final Visitor visitor = site.visitor();

    private static void visit(HttpSessionSite site, Visitor visitor, Site.Page page) throws Exception {
        site.page("/shop/page", page);
        assertThat(visitor.visit("/shop/page").statusCode()).isEqualTo(200);
        site.requireNoFailure();
    }

    private static void begin(HttpSessionSite site, Visitor visitor) throws Exception {
        visit(site, visitor, (request, response) -> request.getSession().setAttribute("coat", "red"));
    }

    private void setMaxInactive(int seconds) throws Exception {
        visit(site, visitor, (request, response) -> request.getSession().setMaxInactiveInterval(seconds));
    }

    private static String ask(HttpSessionSite site, Visitor visitor, Function<HttpSession, Object> question)
            throws Exception {
        site.page("/shop/ask", (request, response) -> {
            HttpSession session = request.getSession(false);
            response.getWriter().print(session == null ? "none" : question.apply(session));
        });
        return visitor.read("/shop/ask");
    }

    private String ask(Function<HttpSession, Object> question) throws Exception {
        return ask(site, visitor, question);
    }

    private static Session session(HttpSessionSite site, Visitor visitor) {
        return site.sessions().find(visitor.cookie(Shop.COOKIE)).orElseThrow();
    }

    private Optional<Duration> ownTimeout() {
        return site.sessions().info(session(site, visitor).id()).orElseThrow().idleTimeout();
    }

    @Test
    void aSessionKnowsWhenItWasCreatedAsTheStoreDoes() throws Exception {
        Instant before = Instant.now();
        begin(site, visitor);
        Instant created =
                site.sessions().info(session(site, visitor).id()).orElseThrow().created();
        assertThat(created).isCloseTo(before, within(Duration.ofMinutes(1)));
        assertThat(ask(HttpSession::getCreationTime)).isEqualTo(Long.toString(created.toEpochMilli()));
    }

    @Test
    void theTimeOfCreationThatWasToldStaysInThatRequest() throws Exception {
        visit(site, visitor, (request, response) -> {
            HttpSession session = request.getSession();
            long told = session.getCreationTime();
            assertThat(session.getLastAccessedTime()).isGreaterThanOrEqualTo(told);
            session.setAttribute("coat", "red");
            assertThat(session.getCreationTime()).isEqualTo(told);
            assertThat(session.getLastAccessedTime()).isGreaterThanOrEqualTo(told);
        });
    }

    @Test
    void theLastAccessIsWhatTheIdleTimeoutKeeps() throws Exception {
        Visitor there = idling.visitor();
        begin(idling, there);
        Session session = session(idling, there);
        Instant created = idling.sessions().info(session.id()).orElseThrow().created();
        // as if it had not been used for some twenty minutes, and a use that is told to the store
        idling.store().extend(session.id(), Duration.ofMinutes(13));
        Instant before = Instant.now();
        long told = Long.parseLong(ask(idling, there, HttpSession::getLastAccessedTime));
        assertThat(Instant.ofEpochMilli(told)).isCloseTo(before, within(Duration.ofMinutes(2)));
        assertThat(Instant.ofEpochMilli(told)).isAfterOrEqualTo(created);
    }

    @Test
    void whereNothingKeepsTheLastAccessItIsThisRequests() throws Exception {
        begin(site, visitor);
        Instant before = Instant.now();
        long told = Long.parseLong(ask(HttpSession::getLastAccessedTime));
        assertThat(told).isBetween(before.toEpochMilli(), Instant.now().toEpochMilli());
    }

    @Test
    void aRequestThatReadsWritesNoTimes() throws Exception {
        begin(site, visitor);
        assertThat(session(site, visitor).names()).containsExactly("attribute.coat");
        site.store().calls();
        assertThat(ask(session -> session.getAttribute("coat"))).isEqualTo("red");
        assertThat(site.store().calls()).containsExactly("read", "read");
    }

    @Test
    void whatIsSetAgainStartsItsTimeAnewThoughItIsTheSame() throws Exception {
        begin(site, visitor);
        Session session = session(site, visitor);
        session.put(RESERVED, new HttpSessionVisits.Wardrobe(new ArrayList<>(List.of("red"))), Duration.ofMinutes(1));
        visit(site, visitor, (request, response) -> request.getSession().getAttribute("reserved"));
        assertThat(session.timeToLive(RESERVED).orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        visit(site, visitor, (request, response) -> {
            Object value = request.getSession().getAttribute("reserved");
            assertThat(value).isNotNull();
            request.getSession().setAttribute("reserved", value);
        });
        assertThat(session.timeToLive(RESERVED).orElseThrow()).isGreaterThan(Duration.ofMinutes(30));
    }

    @Test
    void aSessionMayBeUnusedForAsLongAsIsConfigured() throws Exception {
        begin(site, visitor);
        String lifetime = Long.toString(Duration.ofHours(8).toSeconds());
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo(lifetime);
        setMaxInactive(1_000_000);
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo(lifetime);
        setMaxInactive(-1);
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo(lifetime);
        assertThat(ask(session -> session.getAttribute("coat"))).isEqualTo("red");
        Visitor there = idling.visitor();
        assertThat(ask(idling, there, HttpSession::getMaxInactiveInterval)).isEqualTo("none");
        visit(idling, there, (request, response) -> {
            HttpSession session = request.getSession();
            assertThat(session.getMaxInactiveInterval()).isEqualTo(30 * 60);
            session.setMaxInactiveInterval(1_000_000);
            assertThat(session.getMaxInactiveInterval()).isEqualTo(2 * 60 * 60);
            session.setAttribute("coat", "red");
            assertThat(session.getMaxInactiveInterval()).isEqualTo(2 * 60 * 60);
            session.setMaxInactiveInterval(60);
            assertThat(session.getMaxInactiveInterval()).isEqualTo(60);
            session.setMaxInactiveInterval(0);
        });
        assertThat(ask(idling, there, HttpSession::getMaxInactiveInterval)).isEqualTo(Integer.toString(2 * 60 * 60));
    }

    @Test
    void aSessionThatWasNotUsedForItsOwnTimeIsOver() throws Exception {
        begin(site, visitor);
        setMaxInactive(1);
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("1");
        assertThat(ownTimeout()).contains(Duration.ofSeconds(1));
        Awaitility.await().until(() -> site.ids().isEmpty());
        assertThat(ask(session -> session.getAttribute("coat"))).isEqualTo("none");
        begin(site, visitor);
        assertThat(ask(HttpSession::isNew)).isEqualTo("false");
    }

    @Test
    void anOwnTimeThatIsSetBeforeTheFirstAttributeCreatesNothingYetAndCounts() throws Exception {
        visit(site, visitor, (request, response) -> {
            request.getSession().setMaxInactiveInterval(60);
            assertThat(site.ids()).isEmpty();
            assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(60);
            request.getSession().setAttribute("coat", "red");
        });
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("60");
        assertThat(ownTimeout()).contains(Duration.ofMinutes(1));
    }

    @Test
    void anOwnTimeThatIsSetBeforeTheIdIsAskedForCounts() throws Exception {
        visit(site, visitor, (request, response) -> {
            request.getSession().setMaxInactiveInterval(60);
            assertThat(request.getSession().getId()).isNotEmpty();
        });
        assertThat(ownTimeout()).contains(Duration.ofMinutes(1));
    }

    @Test
    void anOwnTimeCountsAlsoWhereTheSessionIsCreatedInAnotherWay() throws Exception {
        visit(site, visitor, (request, response) -> {
            request.getSession().setMaxInactiveInterval(60);
            HttpSessions.get(request).put(Shop.COAT, "red");
            assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(60);
        });
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("60");
        Visitor other = site.visitor();
        visit(site, other, (request, response) -> {
            request.getSession().setMaxInactiveInterval(60);
            HttpSessions.get(request).put(Shop.COAT, "red");
        });
        assertThat(ask(site, other, HttpSession::getMaxInactiveInterval)).isEqualTo("60");
    }
}
