package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpSession;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application's test of its controllers alone. */
@WebMvcTest
class WebMvcSliceTest {
    private final MockMvcTester pages;

    @Autowired
    WebMvcSliceTest(MockMvcTester pages) {
        this.pages = pages;
    }

    @Test
    void aControllersSessionIsThereAndLastsWithItsCookie() {
        MockHttpServletResponse first =
                pages.get().uri("/visit").exchange().getMvcResult().getResponse();
        Cookie ticket = Objects.requireNonNull(first.getCookie("__Host-coatcheck"), "the ticket");
        assertThat(pages.get().uri("/visit").cookie(ticket)).hasBodyTextEqualTo("2");
        assertThat(pages.get().uri("/visits").cookie(ticket)).hasBodyTextEqualTo("2");
    }

    @Test
    void httpSessionIsTheSameSessionAsInTheApplication() {
        assertThat(pages.get().uri("/attribute?set=hello")).cookies().containsCookie("__Host-coatcheck");
        assertThat(pages.get().uri("/note").sessionAttr("note", "of the mock")).hasBodyTextEqualTo("null");
    }

    @Test
    void anAnswerOfAnotherThreadIsWaitedFor() {
        assertThat(pages.get().uri("/later").exchange()).hasStatusOk().hasBodyTextEqualTo("later");
    }

    /** As one that is full of the mock's sessions asks for. */
    @Nested
    @TestPropertySource(properties = "coatcheck.http-session.enabled=false")
    class WithTheContainersHttpSession {
        @Test
        void theMocksSessionIsTheApplications() {
            assertThat(pages.get().uri("/note").sessionAttr("note", "of the mock"))
                    .hasBodyTextEqualTo("of the mock");
        }
    }

    @RestController
    static class Later {
        @GetMapping("/later")
        Callable<String> later(HttpSession session) {
            session.setAttribute("note", "now");
            return () -> "later";
        }
    }

    @SpringBootConfiguration
    @Import({Pages.class, Later.class})
    static class Application {}
}
