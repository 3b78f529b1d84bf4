package dev.coatcheck.spring.shop;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.spring.SessionValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application in a process of its own, as its users have it: it knows what is public alone. */
@SpringBootApplication
@RestController
public class ShopApplication {
    private static final Key<List<Product>> CART = Key.listOf("cart", Product.class);
    private static final UUID START = UUID.randomUUID();

    /** A value whose class a restart loads anew. */
    public record Product(String title) {}

    public static void main(String[] arguments) {
        SpringApplication.run(ShopApplication.class, arguments);
    }

    @GetMapping("/start")
    public String start() {
        return START.toString();
    }

    @GetMapping("/add")
    public String add(Session session) {
        List<Product> cart = session.update(CART, List.of(), before -> {
            List<Product> after = new ArrayList<>(before);
            after.add(new Product("Hat"));
            return after;
        });
        return titles(cart);
    }

    @GetMapping("/cart")
    public String cart(@SessionValue("cart") Optional<List<Product>> cart) {
        return titles(cart.orElse(List.of()));
    }

    private static String titles(List<Product> cart) {
        return cart.stream().map(Product::title).toList().toString();
    }

    @GetMapping("/thread")
    public String thread() {
        return Thread.currentThread().toString();
    }
}
