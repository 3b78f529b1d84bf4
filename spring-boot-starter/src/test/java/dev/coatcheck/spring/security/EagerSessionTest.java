package dev.coatcheck.spring.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code SessionCreationPolicy.ALWAYS}: a session begins before the page does, which may be long before its first form. */
class EagerSessionTest {
    private static final int MORE_THAN_THE_BUFFER = 20_000;

    @AutoClose
    private static final Site SITE = new Site(
            Catalogue.class,
            http -> http.formLogin(withDefaults())
                    .sessionManagement(management -> management.sessionCreationPolicy(SessionCreationPolicy.ALWAYS)));

    private final Browser browser = new Browser(SITE);

    @RestController
    static class Catalogue {
        @GetMapping("/public/catalogue")
        void catalogue(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html");
            PrintWriter page = response.getWriter();
            page.write("-".repeat(MORE_THAN_THE_BUFFER));
            CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
            page.write("token=" + token.getToken());
        }
    }

    private void assertThatTheFormWorks() {
        HttpResponse<String> page = browser.get("/public/catalogue");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("token=");
        String token = page.body().replaceAll(".*token=", "");
        assertThat(Browser.location(
                        browser.post("/login", Map.of("username", "alice", "password", Site.PASSWORD, "_csrf", token))))
                .endsWith("/");
        assertThat(browser.read("/orders")).isEqualTo("alice");
    }

    @Test
    void aFormMayComeLate() {
        assertThatTheFormWorks();
    }

    @Test
    void alsoForWhoHasTheTicketOfASessionThatIsOver() {
        browser.get("/public/set");
        SITE.sessions().find(browser.ticket()).orElseThrow().end();
        assertThatTheFormWorks();
    }

    @Test
    void whoHasASessionKeepsIt() {
        browser.get("/public/set");
        String ticket = browser.ticket();
        assertThat(browser.read("/public/hat")).isEqualTo("felt");
        browser.get("/public/hello");
        assertThat(browser.ticket()).isEqualTo(ticket);
    }
}
