package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.servlet.ListeningCoat.Log;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSessionListenersTest {
    @AutoClose
    private final HttpSessionSite site = new HttpSessionSite(
            new JettyContainer(),
            Map.of("coatcheck.http-session.allow", ListeningCoat.class.getName()),
            builder -> builder.listener(new Noting()));

    @AutoClose
    private final HttpSessionSite withoutListeners = new HttpSessionSite(
            new JettyContainer(),
            Map.of("coatcheck.http-session.allow", ListeningCoat.class.getName()),
            builder -> builder);

    private static final class Noting
            implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {
        @Override
        public void sessionCreated(HttpSessionEvent event) {
            Log.add("created " + event.getSession().isNew());
        }

        @Override
        public void sessionDestroyed(HttpSessionEvent event) {
            Log.add("destroyed with " + event.getSession().getAttribute("coat"));
            event.getSession().invalidate();
        }

        @Override
        public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
            Log.add("id changed " + !event.getSession().getId().equals(oldSessionId));
        }

        @Override
        public void attributeAdded(HttpSessionBindingEvent event) {
            Log.add("added " + event.getName() + "=" + event.getValue());
        }

        @Override
        public void attributeRemoved(HttpSessionBindingEvent event) {
            Log.add("removed " + event.getName() + "=" + event.getValue());
        }

        @Override
        public void attributeReplaced(HttpSessionBindingEvent event) {
            Log.add("replaced " + event.getName() + "=" + event.getValue());
        }
    }

    @BeforeEach
    void forget() {
        Log.take();
    }

    private static void visit(Visitor visitor, HttpSessionSite site, Site.Page page) throws Exception {
        site.page("/shop/page", page);
        assertThat(visitor.visit("/shop/page").statusCode()).isEqualTo(200);
        site.requireNoFailure();
    }

    @Test
    void listenersHearOfASessionsLife() throws Exception {
        Visitor visitor = site.visitor();
        visit(visitor, site, (request, response) -> request.getSession());
        assertThat(Log.take()).isEmpty();
        visit(visitor, site, (request, response) -> request.getSession().setAttribute("coat", "red"));
        assertThat(Log.take()).containsExactly("created true", "added coat=red");
        visit(visitor, site, (request, response) -> request.changeSessionId());
        assertThat(Log.take()).containsExactly("id changed true");
        visit(visitor, site, (request, response) -> request.getSession().setAttribute("coat", "blue"));
        assertThat(Log.take()).containsExactly("replaced coat=red");
        visit(visitor, site, (request, response) -> request.getSession().setAttribute("coat", null));
        assertThat(Log.take()).containsExactly("removed coat=blue");
        visit(visitor, site, (request, response) -> {
            request.getSession().setAttribute("coat", "green");
            Log.take();
            request.getSession().invalidate();
        });
        assertThat(Log.take()).containsExactly("destroyed with green", "removed coat=green");
    }

    @Test
    void anAttributeThatListensHearsWhenItIsBoundAndUnbound() throws Exception {
        Visitor visitor = withoutListeners.visitor();
        visit(
                visitor,
                withoutListeners,
                (request, response) -> request.getSession().setAttribute("coat", new ListeningCoat("red")));
        // the second time it is compared with what is there
        assertThat(Log.take())
                .containsExactly("red goes into the store", "red bound as coat", "red goes into the store");
        visit(
                visitor,
                withoutListeners,
                (request, response) -> request.getSession().setAttribute("coat", new ListeningCoat("blue")));
        assertThat(Log.take())
                .containsExactly(
                        "blue goes into the store",
                        "red is out of the store",
                        "blue bound as coat",
                        "red unbound as coat",
                        "blue goes into the store");
        visit(
                visitor,
                withoutListeners,
                (request, response) -> request.getSession().setAttribute("coat", "none"));
        assertThat(Log.take()).containsExactly("blue is out of the store", "blue unbound as coat");
        visit(
                visitor,
                withoutListeners,
                (request, response) -> request.getSession().setAttribute("coat", new ListeningCoat("green")));
        Log.take();
        visit(
                visitor,
                withoutListeners,
                (request, response) -> request.getSession().invalidate());
        assertThat(Log.take()).containsExactly("green is out of the store", "green unbound as coat");
    }
}
