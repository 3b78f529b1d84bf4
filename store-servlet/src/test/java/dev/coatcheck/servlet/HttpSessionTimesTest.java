package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class HttpSessionTimesTest {
    private static final Instant START = Instant.parse("2026-11-26T10:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;

    @AutoClose
    private final HttpSessionSite site = new HttpSessionSite(
            new JettyContainer(), Map.of("coatcheck.lifetime", "8h"), builder -> builder.clock(clock));

    private final Visitor visitor = site.visitor();

    HttpSessionTimesTest() {
        site.page("/shop/set", (request, response) -> request.getSession().setAttribute("coat", "red"));
        site.page(
                "/shop/idle",
                (request, response) ->
                        request.getSession().setMaxInactiveInterval(Integer.parseInt(request.getParameter("seconds"))));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private String ask(Function<HttpSession, Object> question) throws Exception {
        site.page("/shop/ask", (request, response) -> {
            HttpSession session = request.getSession(false);
            response.getWriter().print(session == null ? "none" : question.apply(session));
        });
        return visitor.read("/shop/ask");
    }

    private static String millis(Duration sinceStart) {
        return Long.toString(START.plus(sinceStart).toEpochMilli());
    }

    @Test
    void aSessionKnowsWhenItWasCreated() throws Exception {
        visitor.visit("/shop/set");
        pass(Duration.ofMinutes(10));
        assertThat(ask(HttpSession::getCreationTime)).isEqualTo(millis(Duration.ZERO));
    }

    @Test
    void theLastAccessIsThatOfAnEarlierRequestAndWrittenEachMinuteAtMost() throws Exception {
        visitor.visit("/shop/set");
        assertThat(ask(HttpSession::getLastAccessedTime)).isEqualTo(millis(Duration.ZERO));
        pass(Duration.ofSeconds(59));
        site.store().calls();
        assertThat(ask(HttpSession::getLastAccessedTime)).isEqualTo(millis(Duration.ZERO));
        assertThat(site.store().calls()).containsExactly("read");
        pass(Duration.ofSeconds(1));
        assertThat(ask(HttpSession::getLastAccessedTime)).isEqualTo(millis(Duration.ZERO));
        assertThat(site.store().calls()).containsExactly("read", "write");
        assertThat(ask(HttpSession::getLastAccessedTime)).isEqualTo(millis(Duration.ofMinutes(1)));
    }

    @Test
    void aSessionMayBeUnusedForAsLongAsIsConfigured() throws Exception {
        visitor.visit("/shop/set");
        assertThat(ask(HttpSession::getMaxInactiveInterval))
                .isEqualTo(Long.toString(Duration.ofHours(8).toSeconds()));
        visitor.visit("/shop/idle?seconds=1000000");
        assertThat(ask(HttpSession::getMaxInactiveInterval))
                .isEqualTo(Long.toString(Duration.ofHours(8).toSeconds()));
        visitor.visit("/shop/idle?seconds=-1");
        assertThat(ask(HttpSession::getMaxInactiveInterval))
                .isEqualTo(Long.toString(Duration.ofHours(8).toSeconds()));
        pass(Duration.ofHours(3));
        assertThat(ask(session -> session.getAttribute("coat"))).isEqualTo("red");
    }

    @Test
    void aSessionThatWasNotUsedForItsOwnTimeIsOver() throws Exception {
        visitor.visit("/shop/set");
        visitor.visit("/shop/idle?seconds=600");
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("600");
        for (int i = 0; i < 3; i++) {
            pass(Duration.ofSeconds(599));
            assertThat(ask(session -> session.getAttribute("coat"))).isEqualTo("red");
        }
        pass(Duration.ofMinutes(11));
        assertThat(ask(session -> session.getAttribute("coat"))).isEqualTo("none");
        assertThat(site.ids()).isEmpty();
        assertThat(visitor.cookie(Shop.COOKIE)).isEmpty();
        visitor.visit("/shop/set");
        assertThat(ask(HttpSession::isNew)).isEqualTo("false");
    }

    @Test
    void anOwnTimeThatIsSetBeforeTheFirstAttributeCreatesNothingYetAndCounts() throws Exception {
        site.page("/shop/both", (request, response) -> {
            request.getSession().setMaxInactiveInterval(60);
            assertThat(site.ids()).isEmpty();
            request.getSession().setAttribute("coat", "red");
        });
        assertThat(visitor.visit("/shop/both").statusCode()).isEqualTo(200);
        site.requireNoFailure();
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("60");
        pass(Duration.ofSeconds(70));
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("none");
    }

    @Test
    void anOwnTimeCountsAlsoWhereTheSessionIsCreatedInAnotherWay() throws Exception {
        site.page("/shop/both", (request, response) -> {
            request.getSession().setMaxInactiveInterval(60);
            HttpSessions.get(request).put(Shop.COAT, "red");
            assertThat(request.getSession().getMaxInactiveInterval()).isEqualTo(60);
        });
        assertThat(visitor.visit("/shop/both").statusCode()).isEqualTo(200);
        site.requireNoFailure();
        assertThat(ask(HttpSession::getMaxInactiveInterval)).isEqualTo("60");
    }
}
