package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A site whose {@code request.getSession()} is ours; in any container, on a memory store. Pages may come at any time. */
final class HttpSessionSite implements AutoCloseable {
    private final Map<String, Site.Page> pages = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable AssertionError> failure = new AtomicReference<>();
    private final WatchedStore store = new WatchedStore();
    private final Container container;
    private final SessionManager sessions;

    HttpSessionSite(
            Container container, Map<String, String> settings, UnaryOperator<CoatcheckFilterBuilder> declarations) {
        Map<String, String> all = new HashMap<>(Map.of(
                "coatcheck.cookie.secure", "false",
                "coatcheck.http-session.enabled", "true",
                "coatcheck.http-session.allow", Basket.class.getName()));
        all.putAll(settings);
        CoatcheckConfig config = CoatcheckConfig.of(all);
        this.container = container;
        sessions = new SessionManager(store, config);
        container.start(
                declarations.apply(CoatcheckFilter.builder(sessions, config)).build(), new Pages());
    }

    HttpSessionSite page(String path, Site.Page page) {
        pages.put(path, page);
        return this;
    }

    /** What a page has asserted in vain. */
    void requireNoFailure() {
        AssertionError failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    URI uri(String path) {
        return container.uri(path);
    }

    Visitor visitor() {
        return new Visitor(this::uri);
    }

    WatchedStore store() {
        return store;
    }

    SessionManager sessions() {
        return sessions;
    }

    List<String> ids() {
        try (var ids = sessions.ids()) {
            return ids.toList();
        }
    }

    @Override
    public void close() {
        container.close();
        sessions.close();
    }

    private final class Pages extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            response.setContentType("text/plain;charset=utf-8");
            Site.Page page = pages.get(path(request));
            if (page != null) {
                try {
                    page.answer(request, response);
                } catch (AssertionError e) {
                    failure.compareAndSet(null, e);
                }
            }
        }

        private static String path(HttpServletRequest request) {
            return request.getDispatcherType() == DispatcherType.INCLUDE
                    ? (String) request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI)
                    : request.getServletPath() + request.getPathInfo();
        }
    }
}
