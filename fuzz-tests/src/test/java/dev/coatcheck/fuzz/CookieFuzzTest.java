package dev.coatcheck.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.servlet.CoatcheckFilter;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Through Jetty and the real filter, the bytes as a socket would bring them. */
class CookieFuzzTest {
    private static final Pattern NEW_COOKIE = Pattern.compile(
            "Set-Cookie: coatcheck=([A-Za-z0-9_-]{22})" + "\\.[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax\r\n");
    private static final Key<String> COAT = Key.of("coat", String.class);

    private final AskedStore asked = new AskedStore();
    private final CoatcheckConfig config = CoatcheckConfig.of(Map.of("coatcheck.cookie.secure", "false"));
    private final SessionManager sessions = new SessionManager(asked.store(), config);
    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);

    @BeforeEach
    void start() {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(
                new FilterHolder(new CoatcheckFilter(sessions, config)), "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Page()), "/*");
        server.addConnector(connector);
        server.setHandler(context);
        LifeCycle.start(server);
    }

    @AfterEach
    void stop() {
        LifeCycle.stop(server);
        sessions.close();
    }

    /** Looks for the visitor's session, then puts something into it, and ends it. */
    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean found = HttpSessions.find(request).isPresent();
            Session session = HttpSessions.get(request);
            if (request.getParameter("put") != null) {
                session.put(COAT, "red");
            }
            response.getWriter().print(found ? "somebody" : "nobody");
        }
    }

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void noCookieMakesAnErrorOrBringsASessionOfItsOwn(byte[] input) throws Exception {
        String cookies = new String(input, StandardCharsets.ISO_8859_1).replaceAll("[\r\n]", "");
        String read = answer("/", cookies);
        assertThat(read).matches("(?s)HTTP/1\\.1 (200|400|431) .*").doesNotContain("Set-Cookie", "somebody");
        boolean taken = read.startsWith("HTTP/1.1 200");
        assertThat(asked.ids()).allMatch(id -> taken && cookies.contains(id + "."));

        String written = answer("/?put", cookies);
        Matcher cookie = NEW_COOKIE.matcher(written);
        assertThat(cookie.find()).isEqualTo(taken);
        if (taken) {
            String id = cookie.group(1);
            assertThat(cookies).doesNotContain(id);
            sessions.findById(id).orElseThrow().end();
        }
        assertThat(sessions.ids()).isEmpty();
        asked.ids();
    }

    private String answer(String path, String cookies) throws Exception {
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nCookie: " + cookies + "\r\n\r\n";
        ByteBuffer answer = connector.getResponse(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
        return StandardCharsets.ISO_8859_1.decode(answer).toString();
    }
}
