package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.CallObserver;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreCall;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** A page that hands the request on to another one, as to a JSP: it is one request. */
class ForwardTest {
    private RunningApplication application;

    @BeforeEach
    void start() {
        application = RunningApplication.start(List.of(Forwarding.class, Observing.class));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void bothPagesHaveTheSameSessionAndBothsChangesAreKept() {
        assertThat(application.get("/begin-and-forward").body()).isEqualTo("[begun, added]");
        assertThat(application.get("/add-and-forward").body()).isEqualTo("[begun, added, forwarded, added]");
        assertThat(application.get("/list").body()).isEqualTo("[begun, added, forwarded, added]");
        assertThat(application.bean(SessionManager.class).stats().sessions()).hasValue(1);
        assertThat(application.cookies().getCookieStore().getCookies()).hasSize(1);
    }

    @Test
    void theStoreIsAskedNoMoreThanByOnePage() throws InterruptedException {
        assertThat(callsOf("/begin-and-forward")).isNotEmpty();
        assertThat(callsOf("/forward")).isEqualTo(callsOf("/list")).isNotEmpty();
        assertThat(callsOf("/add-and-forward")).isEqualTo(callsOf("/add"));
    }

    private List<StoreCall.Operation> callsOf(String path) throws InterruptedException {
        application.get(path);
        return application.bean(Observing.class).requests.take();
    }

    @Controller
    static class Forwarding {
        @SuppressWarnings("unchecked") // set below
        private static List<String> list(HttpSession session) {
            return (List<String>) session.getAttribute("list");
        }

        @GetMapping("/begin-and-forward")
        String begin(HttpSession session) {
            session.setAttribute("list", new ArrayList<>(List.of("begun")));
            return "forward:/add";
        }

        @GetMapping("/add-and-forward")
        String addAndForward(HttpSession session) {
            list(session).add("forwarded");
            return "forward:/add";
        }

        @GetMapping("/forward")
        String forward(HttpServletRequest request) {
            return "forward:/list";
        }

        @GetMapping("/add")
        @ResponseBody
        String add(HttpSession session) {
            list(session).add("added");
            return list(session).toString();
        }

        @GetMapping("/list")
        @ResponseBody
        String list(HttpServletRequest request) {
            return list(request.getSession()).toString();
        }
    }

    /** What each request has asked of the store, once it is over. */
    static class Observing {
        final BlockingQueue<List<StoreCall.Operation>> requests = new LinkedBlockingQueue<>();
        private final ThreadLocal<List<StoreCall.Operation>> current = ThreadLocal.withInitial(ArrayList::new);

        @Bean
        CallObserver observer() {
            return call -> current.get().add(call.operation());
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        Filter requests() {
            return (request, response, chain) -> {
                current.remove();
                try {
                    chain.doFilter(request, response);
                } finally {
                    requests.add(current.get());
                }
            };
        }
    }
}
