package dev.coatcheck.example;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** Jetty with one filter and one servlet. */
final class ShopServer {
    private static final int MOST_HEADER_BYTES = 32 * 1024;
    private static final int GRACE_MILLIS = 3_000;
    private static final int IDLE_GRACE_MILLIS = 100;

    private final Server server = new Server();
    private final ServerConnector connector;

    ShopServer(String host, int port, Filter filter, Servlet servlet) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // a visitor with an overlong cookie gets the page, where the library takes that cookie for no ticket
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setShutdownIdleTimeout(IDLE_GRACE_MILLIS);
        server.addConnector(connector);

        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        context.addServlet(new ServletHolder(servlet), "/");
        // a request that is under way when the server stops is answered
        server.setHandler(new GracefulHandler(context));
        server.setStopTimeout(GRACE_MILLIS);
    }

    /** Begins to listen. */
    void start() throws IOException {
        connector.open();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not start", e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    void awaitEnd() throws InterruptedException {
        server.join();
    }

    void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop", e);
        }
    }
}
