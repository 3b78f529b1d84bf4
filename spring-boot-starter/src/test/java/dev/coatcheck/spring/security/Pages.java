package dev.coatcheck.spring.security;

import dev.coatcheck.Key;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Pages of a shop, some of them for everybody. */
@RestController
class Pages {
    private static final Key<String> CART = Key.of("cart", String.class);

    @GetMapping("/public/hello")
    String hello() {
        return "hello";
    }

    @GetMapping({"/", "/orders"})
    String user(Principal user) {
        return user.getName();
    }

    @GetMapping("/public/fill")
    String fill(HttpServletRequest request) {
        HttpSessions.get(request).put(CART, "coat");
        return "filled";
    }

    @GetMapping("/public/cart")
    String cart(HttpServletRequest request) {
        return HttpSessions.get(request).get(CART, "empty");
    }

    @GetMapping("/public/set")
    String set(HttpSession session) {
        session.setAttribute("hat", "felt");
        return "set";
    }

    @GetMapping("/public/both")
    String both(HttpServletRequest request, HttpSession session) {
        HttpSessions.get(request).put(CART, "coat");
        session.setAttribute("hat", "felt");
        return "both";
    }

    @GetMapping("/public/hat")
    String hat(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        @Nullable Object hat = session == null ? null : session.getAttribute("hat");
        return Objects.toString(hat, "none");
    }

    @GetMapping("/public/session-expired")
    String expired() {
        return "somebody else has logged in";
    }
}
