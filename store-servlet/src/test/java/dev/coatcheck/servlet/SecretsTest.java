package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import dev.coatcheck.Session;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @AutoClose
    private final LogListener log = new LogListener(Level.TRACE);

    @AutoClose
    private final Site site = Shop.overHttp();

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Test
    void noLogLineOrExceptionOrNameHoldsATicket() throws Exception {
        site.page("/shop/name", (request, response) -> {
                    Session session = HttpSessions.get(request);
                    response.getWriter().println(session);
                    lines.add(String.valueOf(RequestSession.of(request)));
                    response.flushBuffer();
                    lines.add(String.valueOf(catchThrowable(session::renew)));
                    session.end();
                    lines.add(String.valueOf(catchThrowable(() -> session.put(COAT, "a secret"))));
                })
                .start();
        Visitor visitor = new Visitor(site);
        visitor.visit("/shop/put?coat=red");
        String first = visitor.cookie(COOKIE);
        visitor.visit("/shop/renew");
        String second = visitor.cookie(COOKIE);
        lines.add(visitor.read("/shop/name"));
        lines.addAll(log.lines());
        assertThat(lines).anyMatch(line -> line.contains("Stored coat in memory store"));
        for (String ticket : List.of(first, second)) {
            String secret = ticket.substring(ticket.indexOf('.') + 1);
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
        assertThat(lines).noneMatch(line -> line.contains("a secret"));
    }
}
