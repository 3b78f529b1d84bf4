package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Deployed to a container, where a filter of Boot's forwards to the error page what comes out of the application. */
class WarTest {
    @TempDir
    private static Path folder;

    private static War war;
    private static Site site;

    private Browser browser;

    @BeforeAll
    static void deploy() {
        war = new War(folder, Failing.class, http -> http.formLogin(withDefaults()));
        site = war.site();
    }

    @AfterAll
    static void undeploy() {
        war.close();
    }

    @BeforeEach
    void openBrowser() {
        browser = new Browser(site);
    }

    @RestController
    static class Failing implements ErrorController {
        @GetMapping("/public/set-and-fail")
        String fail(HttpSession session) {
            session.setAttribute("hat", "felt");
            throw new IllegalStateException("on purpose");
        }

        @RequestMapping("/error")
        String error(HttpServletRequest request) {
            HttpSession session = request.getSession(false);
            return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) + " for " + request.getRemoteUser()
                    + " with " + (session == null ? "no session" : session.getAttribute("hat"));
        }
    }

    @Test
    void anErrorPageHasTheVisitorsSession() {
        browser.get("/public/set");
        browser.login("alice");
        assertThat(browser.read("/orders")).isEqualTo("alice");
        HttpResponse<String> missing = browser.get("/missing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).isEqualTo("404 for alice with felt");
    }

    @Test
    void soHasThatOfAPageWhichFails() {
        browser.login("alice");
        HttpResponse<String> failed = browser.get("/public/set-and-fail");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).isEqualTo("500 for alice with felt");
        assertThat(browser.read("/public/hat")).isEqualTo("felt");
    }

    @Test
    void aSessionThatAPageHasBegunBeforeItFailsIsTheVisitors() {
        assertThat(browser.get("/public/set-and-fail").body()).isEqualTo("500 for null with felt");
        assertThat(browser.ticket()).isNotEmpty();
        assertThat(browser.read("/public/hat")).isEqualTo("felt");
    }

    @Test
    void aVisitorWithoutASessionSeesTheErrorPageWithoutOne() {
        assertThat(browser.read("/public/missing")).isEqualTo("404 for null with no session");
        assertThat(browser.ticket()).isEmpty();
    }
}
