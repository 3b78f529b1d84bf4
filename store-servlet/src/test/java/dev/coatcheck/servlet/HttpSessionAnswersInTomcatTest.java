package dev.coatcheck.servlet;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;

/** Runs twice, as {@link HttpSessionInTomcatTest} does. */
final class HttpSessionAnswersInTomcatTest extends HttpSessionAnswersContract {
    @Override
    Container container() {
        return new TomcatContainer();
    }

    /** It writes them as UTF-8, and all other headers as ISO 8859-1. */
    @Test
    void cookiesOfAnyTextAreSentAsTheyWouldBeWithoutOurs() throws Exception {
        assertOurCookieLeavesThoseOf((request, response) -> {
            response.addCookie(new Cookie("greeting", "Grüße-€"));
            response.addCookie(new Cookie("farewell", "Tschüß-€"));
        });
    }
}
