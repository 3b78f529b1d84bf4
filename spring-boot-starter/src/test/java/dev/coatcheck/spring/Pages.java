package dev.coatcheck.spring;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Controllers whose arguments are sessions and their values. */
@RestController
class Pages {
    static final Key<List<Product>> CART = Key.listOf("cart", Product.class);
    static final Key<Integer> VISITS = Key.of("visits", Integer.class);

    record Product(String title, int price) {}

    @GetMapping("/home")
    String home() {
        return "home";
    }

    @GetMapping("/names")
    String names(Session session) {
        return session.names().toString();
    }

    @GetMapping("/visit")
    String visit(Session session) {
        return String.valueOf(session.update(VISITS, 0, visits -> visits + 1));
    }

    @GetMapping("/buy")
    String buy(Session session, @RequestParam String title) {
        session.put(CART, List.of(new Product(title, 20)));
        return "bought";
    }

    @GetMapping("/cart")
    String cart(@SessionValue("cart") List<Product> cart) {
        return cart.get(0).title();
    }

    @GetMapping("/cart-if-any")
    String cartIfAny(@SessionValue("cart") Optional<List<Product>> cart) {
        return cart.map(products -> products.get(0).title()).orElse("empty");
    }

    @GetMapping("/cart-or-null")
    String cartOrNull(@SessionValue(value = "cart", required = false) @Nullable List<Product> cart) {
        return cart == null ? "null" : cart.get(0).title();
    }

    @GetMapping("/visits")
    String visits(@SessionValue("visits") int visits) {
        return String.valueOf(visits);
    }

    @GetMapping("/cart-as-number")
    String cartAsNumber(@SessionValue("cart") Optional<Integer> cart) {
        return String.valueOf(cart);
    }

    @GetMapping("/attribute")
    String attribute(HttpSession session, @RequestParam String set) {
        session.setAttribute("note", set);
        return session.getId();
    }

    @GetMapping("/note")
    String note(HttpSession session) {
        return String.valueOf(session.getAttribute("note"));
    }
}
