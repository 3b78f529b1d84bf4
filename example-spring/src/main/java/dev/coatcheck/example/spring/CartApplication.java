package dev.coatcheck.example.spring;

import dev.coatcheck.SessionManager;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;

/** Starts the example. That its sessions are on Coatcheck takes the starter among its dependencies, and nothing here. */
@SpringBootApplication
public class CartApplication {
    /** {@code --coatcheck.store=sqlite}, {@code --server.port=8081}: any property can be given here. */
    public static void main(String[] arguments) {
        SpringApplication.run(CartApplication.class, arguments);
    }

    @Bean
    ApplicationListener<WebServerInitializedEvent> greeting(SessionManager sessions) {
        return event -> System.out.println(
                "The cart is ready: http://localhost:" + event.getWebServer().getPort() + " (" + sessions + ")");
    }
}
