package dev.coatcheck.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.logging.LogManager;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

final class TomcatContainer implements Container {
    static {
        // it would report the pages that fail on purpose, and each start
        LogManager.getLogManager().reset();
    }

    private final Tomcat tomcat = new Tomcat();
    private final Path folder;

    TomcatContainer() {
        try {
            folder = Files.createTempDirectory("tomcat");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start(Filter filter, HttpServlet servlet) {
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname(InetAddress.getLoopbackAddress().getHostAddress());
        tomcat.setPort(0);
        tomcat.getConnector()
                .setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        Context context = tomcat.addContext("", folder.toString());
        FilterDef definition = new FilterDef();
        definition.setFilterName("coatcheck");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("coatcheck");
        mapping.addURLPattern("/shop/*");
        EnumSet.allOf(DispatcherType.class).forEach(type -> mapping.setDispatcher(type.name()));
        context.addFilterMap(mapping);
        Wrapper wrapper = Tomcat.addServlet(context, "shop", servlet);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/shop/*");
        ErrorPage errors = new ErrorPage();
        errors.setLocation("/shop/sorry");
        context.addErrorPage(errors);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public URI uri(String path) {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + tomcat.getConnector().getLocalPort() + path);
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            try (var files = Files.walk(folder)) {
                files.sorted((one, other) -> other.compareTo(one))
                        .forEach(file -> file.toFile().delete());
            }
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
