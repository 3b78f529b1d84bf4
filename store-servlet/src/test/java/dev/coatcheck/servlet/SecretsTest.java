package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.coatcheck.Session;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SecretsTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.coatcheck");

    @AutoClose
    private final Site site = Shop.overHttp();

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> listener = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        listener.start();
        LOG.setLevel(Level.TRACE);
        LOG.setAdditive(false);
        LOG.addAppender(listener);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(listener);
        LOG.setLevel(null);
        LOG.setAdditive(true);
    }

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
        assertThat(lines).anyMatch(line -> line.contains("Stored coat in memory store"));
        for (String ticket : List.of(first, second)) {
            String secret = ticket.substring(ticket.indexOf('.') + 1);
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
        assertThat(lines).noneMatch(line -> line.contains("a secret"));
    }
}
