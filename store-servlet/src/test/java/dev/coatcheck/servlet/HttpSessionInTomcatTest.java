package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSession;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Runs twice: in Tomcat 11, and in Tomcat 10.1, which has Servlet 6.0. */
final class HttpSessionInTomcatTest extends HttpSessionContract {
    @Override
    Container container() {
        return new TomcatContainer();
    }

    @Test
    void theServletVersionIsTheOneThatTheBuildNames() {
        // Servlet 6.1 has added it
        assertThat(Arrays.stream(HttpSession.class.getMethods())
                        .anyMatch(method -> method.getName().equals("getAccessor")))
                .isEqualTo(System.getProperty("test.servlet.version", "6.1").equals("6.1"));
    }
}
