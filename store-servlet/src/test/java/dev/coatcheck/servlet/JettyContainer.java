package dev.coatcheck.servlet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.net.InetAddress;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.LoggerFactory;

final class JettyContainer implements Container {
    static {
        // it would report the pages that fail on purpose
        ((Logger) LoggerFactory.getLogger("org.eclipse.jetty.ee11.servlet.ServletChannel")).setLevel(Level.OFF);
    }

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    @Override
    public void start(Filter filter, HttpServlet servlet) {
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        server.setHandler(context);
        FilterHolder filterHolder = new FilterHolder(filter);
        filterHolder.setAsyncSupported(true);
        context.addFilter(filterHolder, "/shop/*", EnumSet.allOf(DispatcherType.class));
        ServletHolder servletHolder = new ServletHolder(servlet);
        servletHolder.setAsyncSupported(true);
        context.addServlet(servletHolder, "/shop/*");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(ErrorPageErrorHandler.GLOBAL_ERROR_PAGE, "/shop/sorry");
        context.setErrorHandler(errors);
        LifeCycle.start(server);
    }

    @Override
    public URI uri(String path) {
        return URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort() + path);
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }
}
