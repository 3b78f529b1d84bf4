package dev.coatcheck.integration;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * One instance of an application that has never heard of Coatcheck: its page sets, reads and counts what the query names
 * in {@code request.getSession()}.
 */
final class HttpSessionServer implements AutoCloseable {
    private final SessionManager sessions;
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    HttpSessionServer(String redisUrl) {
        CoatcheckConfig config = CoatcheckConfig.of(Map.of(
                "coatcheck.store", "redis",
                "coatcheck.redis.url", redisUrl,
                "coatcheck.cookie.secure", "false",
                "coatcheck.http-session.enabled", "true"));
        sessions = SessionManager.open(config);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(
                new FilterHolder(new CoatcheckFilter(sessions, config)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Page()), "/*");
        server.setHandler(context);
        LifeCycle.start(server);
    }

    URI uri(String query) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/?" + query);
    }

    SessionManager sessions() {
        return sessions;
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
        sessions.close();
    }

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String set = request.getParameter("set");
            String size = request.getParameter("size");
            String get = request.getParameter("get");
            if (set != null) {
                request.getSession().setAttribute(set, "x".repeat(Integer.parseInt(size)));
            }
            HttpSession session = request.getSession(false);
            if (session == null) {
                response.getWriter().print("no session");
            } else if (get != null) {
                response.getWriter().print(session.getAttribute(get));
            } else {
                response.getWriter()
                        .print(Collections.list(session.getAttributeNames()).size());
            }
        }
    }
}
