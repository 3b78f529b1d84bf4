package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The redirects that Servlet 6.1 has added, in containers that have them. */
class NewRedirectsTest {
    @Nested
    final class InTomcat extends Redirects {
        @Override
        Container container() {
            return new TomcatContainer();
        }
    }

    @Nested
    final class InJetty extends Redirects {
        @Override
        Container container() {
            return new JettyContainer();
        }
    }

    abstract static class Redirects extends HttpSessionVisits {
        interface Redirect {
            void send(HttpServletResponse response, String location) throws IOException;
        }

        private static final List<Redirect> ALL = List.of(
                (response, location) -> response.sendRedirect(location, HttpServletResponse.SC_SEE_OTHER),
                (response, location) -> response.sendRedirect(location, true),
                (response, location) -> response.sendRedirect(location, HttpServletResponse.SC_SEE_OTHER, true));

        private static Basket basket(HttpServletRequest request) {
            return (Basket) request.getSession().getAttribute("basket");
        }

        @Test
        void whatIsChangedIsThereWhenTheVisitorFollowsARedirect() throws Exception {
            set("basket", new Basket());
            for (Redirect redirect : ALL) {
                HttpResponse<String> response = visit((request, answer) -> {
                    basket(request).with("red");
                    site.store().calls();
                    redirect.send(answer, "/shop/next");
                    assertThat(site.store().calls()).containsExactly("write");
                });
                assertThat(response.statusCode()).isIn(302, 303);
                assertThat(response.headers().firstValue("Location")).isPresent();
            }
            assertThat(ask(request -> basket(request).coats())).isEqualTo("[red, red, red]");
        }

        @Test
        void whereAWriteIsLostNobodyIsRedirected() throws Exception {
            set("basket", new Basket());
            for (Redirect redirect : ALL) {
                HttpResponse<String> response = visit((request, answer) -> {
                    basket(request).with("lost");
                    site.store().goOutOfReach();
                    redirect.send(answer, "/shop/next");
                });
                assertThat(response.statusCode()).isEqualTo(500);
                assertThat(response.headers().firstValue("Location")).isEmpty();
                site.store().comeBack();
            }
        }
    }
}
