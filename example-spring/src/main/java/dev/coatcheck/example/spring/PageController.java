package dev.coatcheck.example.spring;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Session;
import dev.coatcheck.SessionInfo;
import dev.coatcheck.SessionManager;
import dev.coatcheck.Setting;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.SessionAttribute;

/** The one page, and the list of the visitor's own sessions. */
@Controller
class PageController {
    private final SessionManager sessions;
    private final String store;

    PageController(SessionManager sessions, CoatcheckConfig config) {
        this.sessions = sessions;
        this.store = config.get(Setting.STORE);
    }

    /** One of the user's sessions, as the page shows it. */
    record MySession(String id, String created, String used, long bytes, boolean isThis) {}

    @GetMapping("/")
    String page(
            Model model,
            @Nullable Principal user,
            Session session,
            @SessionAttribute(name = "wishes", required = false) @Nullable Wishes wishes) {
        Map<Product, Integer> cart = session.get(CartController.CART, Map.of());
        model.addAttribute("user", user == null ? "" : user.getName());
        model.addAttribute("products", Product.values());
        model.addAttribute("cart", cart);
        model.addAttribute("total", total(cart));
        model.addAttribute("wishes", wishes == null ? List.of() : wishes.titles());
        model.addAttribute("sessions", user == null ? List.of() : mine(user, session));
        model.addAttribute("store", store);
        model.addAttribute("process", ProcessHandle.current().pid());
        return "page";
    }

    private static BigDecimal total(Map<Product, Integer> cart) {
        return cart.entrySet().stream()
                .map(item -> item.getKey().price().multiply(BigDecimal.valueOf(item.getValue())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private List<MySession> mine(Principal user, Session current) {
        return sessions.ownedBy(user.getName()).stream()
                .sorted(Comparator.comparing(SessionInfo::created))
                .map(info -> new MySession(
                        info.id(),
                        ago(info.created()),
                        info.lastUsed().map(PageController::ago).orElse("unknown"),
                        info.storedBytes().values().stream()
                                .mapToLong(Long::longValue)
                                .sum(),
                        info.id().equals(current.id())))
                .toList();
    }

    private static String ago(Instant moment) {
        long minutes = Duration.between(moment, Instant.now()).toMinutes();
        return minutes < 1 ? "just now" : minutes < 60 ? minutes + " min ago" : minutes / 60 + " h ago";
    }

    /** Whoever asks ends only what is his own: ids are no secret. */
    @PostMapping("/sessions/{id}/end")
    String end(@PathVariable String id, Principal user) {
        sessions.ownedBy(user.getName()).stream()
                .filter(info -> info.id().equals(id))
                .findFirst()
                .flatMap(info -> sessions.findById(info.id()))
                .ifPresent(Session::end);
        return "redirect:/";
    }
}
