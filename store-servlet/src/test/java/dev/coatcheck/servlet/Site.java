package dev.coatcheck.servlet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.LoggerFactory;

/** A web site on the loopback interface: Jetty, the filter in front of all below {@code /shop}, and a memory store. */
final class Site implements AutoCloseable {
    static {
        // it would report the pages that fail on purpose
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty.ee11.servlet.ServletChannel")).setLevel(Level.ERROR);
    }

    /** What answers at one path. */
    interface Page {
        void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private final WatchedStore store = new WatchedStore();
    private final SessionManager sessions;
    private final Server server = new Server();
    private final ServerConnector connector;
    private final ServletContextHandler context = new ServletContextHandler("/");
    private final FilterHolder filter;

    Site(Map<String, String> settings) {
        CoatcheckConfig config = CoatcheckConfig.of(settings);
        sessions = new SessionManager(store, config);
        HttpConfiguration roomForHugeCookies = new HttpConfiguration();
        roomForHugeCookies.setRequestHeaderSize(64 * 1024);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(roomForHugeCookies));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(context);
        filter = new FilterHolder(new CoatcheckFilter(sessions, config));
        filter.setAsyncSupported(true);
    }

    Site page(String path, Page page) {
        ServletHolder holder = new ServletHolder(new HttpServlet() {
            private static final long serialVersionUID = 1;

            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                response.setContentType("text/plain;charset=utf-8");
                page.answer(request, response);
            }
        });
        holder.setAsyncSupported(true);
        context.addServlet(holder, path);
        return this;
    }

    Site errorPage(String path) {
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(ErrorPageErrorHandler.GLOBAL_ERROR_PAGE, path);
        context.setErrorHandler(errors);
        return this;
    }

    /** Another filter for the same sessions, in front of the one for all pages. */
    Site filterInFront(String path, Map<String, String> settings) {
        CoatcheckFilter other = new CoatcheckFilter(sessions, CoatcheckConfig.of(settings));
        context.addFilter(new FilterHolder(other), path, EnumSet.of(DispatcherType.REQUEST));
        return this;
    }

    /** Behind a proxy that says by its headers how the visitor has asked. */
    Site knowingItsProxy() {
        connector
                .getConnectionFactory(HttpConnectionFactory.class)
                .getHttpConfiguration()
                .addCustomizer(new ForwardedRequestCustomizer());
        return this;
    }

    Site start() {
        return start(EnumSet.of(DispatcherType.REQUEST));
    }

    Site start(Set<DispatcherType> filtered) {
        context.addFilter(filter, "/shop/*", EnumSet.copyOf(filtered));
        LifeCycle.start(server);
        return this;
    }

    URI uri(String path) {
        return URI.create("http://" + connector.getHost() + ":" + port() + path);
    }

    private int port() {
        return connector.getLocalPort();
    }

    /** The bytes of a request. */
    static String get(String path, String headers) {
        return request("GET", path, "Host: shop\r\n" + headers);
    }

    /** The bytes of a request without a body. */
    static String request(String method, String path, String headers) {
        return method + " " + path + " HTTP/1.1\r\n" + headers + "\r\n\r\n";
    }

    /** All that the site answers to these bytes, the last request among them being one with {@code Connection: close}. */
    String answerTo(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    SessionManager sessions() {
        return sessions;
    }

    WatchedStore store() {
        return store;
    }

    /** The ids of all live sessions. */
    List<String> ids() {
        try (var ids = sessions.ids()) {
            return ids.toList();
        }
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
        sessions.close();
    }
}
