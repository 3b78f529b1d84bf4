package dev.coatcheck.example.spring;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import jakarta.servlet.http.HttpSession;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttribute;

/** Two ways to the same session. */
@Controller
class CartController {
    static final Key<Map<Product, Integer>> CART = Key.mapOf("cart", Product.class, Integer.class);

    /** Coatcheck's own way: plain JSON in the store, and no update is lost, on any number of instances. */
    @PostMapping("/cart")
    String buy(@RequestParam Product product, Session session) {
        session.update(CART, Map.of(), cart -> {
            Map<Product, Integer> more = new EnumMap<>(Product.class);
            more.putAll(cart);
            more.merge(product, 1, Integer::sum);
            return more;
        });
        return "redirect:/";
    }

    /** A key that is a bean is an attribute as well, the same JSON. */
    @Bean
    static Key<?> cart() {
        return CART;
    }

    @PostMapping("/cart/empty")
    String empty(HttpSession session) {
        session.removeAttribute("cart");
        return "redirect:/";
    }

    /** The way of every Java web application: an object, which is written when the request ends, as it has changed. */
    @PostMapping("/wishes")
    String wish(
            @RequestParam Product product,
            @SessionAttribute(name = "wishes", required = false) @Nullable Wishes known,
            HttpSession session) {
        Wishes wishes = known == null ? new Wishes() : known;
        wishes.add(product.title());
        session.setAttribute("wishes", wishes);
        return "redirect:/";
    }
}
