package dev.coatcheck.spring.security;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/** A Spring Boot application that is deployed to a Tomcat, which starts it as it starts every WAR. */
final class War implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final Context context;

    War(Path folder, Class<?> more, Site.Rules rules, String... properties) {
        tomcat.setBaseDir(folder.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(
                (classes, started) -> start(new Initializer(more, rules, properties), started), null);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(SpringBootServletInitializer application, ServletContext context)
            throws ServletException {
        application.onStartup(context);
    }

    private static final class Initializer extends SpringBootServletInitializer {
        private final Class<?> more;
        private final Site.Rules rules;
        private final String[] properties;

        Initializer(Class<?> more, Site.Rules rules, String... properties) {
            this.more = more;
            this.rules = rules;
            this.properties = properties;
        }

        @Override
        protected SpringApplicationBuilder configure(SpringApplicationBuilder application) {
            return Site.configured(application, more, rules, properties);
        }
    }

    Site site() {
        return new Site(
                (ConfigurableApplicationContext) Objects.requireNonNull(
                        WebApplicationContextUtils.getWebApplicationContext(context.getServletContext())),
                tomcat.getConnector().getLocalPort());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}
