package dev.coatcheck.servlet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;

final class UndertowContainer implements Container {
    static {
        // it would report the pages that fail on purpose
        System.setProperty("org.jboss.logging.provider", "slf4j");
        ((Logger) LoggerFactory.getLogger("io.undertow")).setLevel(Level.OFF);
        ((Logger) LoggerFactory.getLogger("org.xnio")).setLevel(Level.OFF);
        ((Logger) LoggerFactory.getLogger("org.jboss")).setLevel(Level.OFF);
    }

    private final Deque<Runnable> toStop = new ArrayDeque<>();
    private int port;

    @Override
    public void start(Filter filter, HttpServlet servlet) {
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowContainer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("shop")
                .addServlet(Servlets.servlet("shop", HttpServlet.class, new ImmediateInstanceFactory<>(servlet))
                        .addMapping("/shop/*")
                        .setAsyncSupported(true))
                .addFilter(Servlets.filter("coatcheck", Filter.class, new ImmediateInstanceFactory<>(filter))
                        .setAsyncSupported(true))
                .addErrorPage(Servlets.errorPage("/shop/sorry"));
        for (DispatcherType dispatch : DispatcherType.values()) {
            deployment.addFilterUrlMapping("coatcheck", "/shop/*", dispatch);
        }
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        try {
            Undertow server = Undertow.builder()
                    .setIoThreads(1)
                    .setWorkerThreads(16)
                    .addHttpListener(0, InetAddress.getLoopbackAddress().getHostAddress())
                    .setHandler(manager.start())
                    .build();
            server.start();
            toStop.push(manager::undeploy);
            toStop.push(server::stop);
            port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        } catch (ServletException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public URI uri(String path) {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + path);
    }

    @Override
    public void close() {
        toStop.forEach(Runnable::run);
    }
}
