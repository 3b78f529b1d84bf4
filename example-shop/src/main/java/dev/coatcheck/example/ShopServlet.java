package dev.coatcheck.example;

import dev.coatcheck.CoatcheckException;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.ValueTooLargeException;
import dev.coatcheck.servlet.HttpSessions;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shop's HTTP interface: the page, its steps, and what they have stored. */
final class ShopServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ShopServlet.class);
    /** With or without commas, which the page prints. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,2}");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Set<String> GETS =
            Set.of("/", "/shop.css", "/shop.js", "/state", "/progress", "/download", "/move-progress");
    private static final Set<String> POSTS = Set.of("/fetch", "/classify", "/update", "/end", "/move");

    // a servlet is Serializable by inheritance; this one is never serialized
    private final transient Catalog catalog;
    private final transient Page page = new Page();
    private final transient Steps steps = new Steps();
    private final transient SessionManager sessions;
    private final transient MoveToRedis move;
    private final String instance;
    private final String cookieName;

    ShopServlet(Catalog catalog, SessionManager sessions, MoveToRedis move, String instance, String cookieName) {
        this.catalog = catalog;
        this.sessions = sessions;
        this.move = move;
        this.instance = instance;
        this.cookieName = cookieName;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Answer answer = new Answer(response);
        try {
            answer(request, answer);
        } catch (RuntimeException e) {
            Refusal refusal = Refusal.of(e);
            log(request.getServletPath(), refusal, e);
            answer.json(refusal.status(), refusal.body());
        }
    }

    /** What is the visitor's mistake is for the visitor alone to read. */
    private static void log(String path, Refusal refusal, RuntimeException cause) {
        if (cause instanceof ValueTooLargeException
                || (cause instanceof CoatcheckException && refusal.status() >= 500)) {
            LOG.warn("{} was not done: {}", path, cause.getMessage());
        } else if (refusal != cause && refusal.status() >= 500) {
            LOG.error("{} failed", path, cause);
        }
    }

    private void answer(HttpServletRequest request, Answer answer) throws IOException {
        String path = request.getServletPath();
        requireMethod(request.getMethod(), path, answer);
        switch (path) {
            case "/state" -> answer.json(200, state(request));
            case "/progress" -> answer.json(200, progress(request));
            case "/fetch" -> answer.json(200, fetch(request));
            case "/classify" -> answer.json(200, steps.classify(session(request)));
            case "/update" -> answer.json(200, steps.update(session(request)));
            case "/download" -> answer.download(Download.FILE_NAME, Download.csv(steps.updated(session(request))));
            case "/end" -> answer.json(200, end(request));
            case "/move" -> answer.json(200, move(request));
            case "/move-progress" -> answer.json(200, move.status());
            default -> page.send(path, address(request), answer);
        }
    }

    private static void requireMethod(String method, String path, Answer answer) {
        if (!GETS.contains(path) && !POSTS.contains(path)) {
            throw Refusal.noSuchPage();
        }
        String allowed = GETS.contains(path) ? "GET" : "POST";
        // HEAD is GET whose body the server leaves out
        if (!allowed.equals(method.equals("HEAD") ? "GET" : method)) {
            answer.response().setHeader("Allow", allowed.equals("GET") ? "GET, HEAD" : allowed);
            throw Refusal.method(allowed, path);
        }
    }

    /** Where the visitor has found the shop. A name that could mean something in HTML or a shell is none. */
    private static String address(HttpServletRequest request) {
        String name = request.getServerName();
        return (NAME.matcher(name).matches() ? name : "localhost") + ":" + request.getServerPort();
    }

    private ShopState state(HttpServletRequest request) {
        // without a session nothing below would ask the store, and the page would learn at the first step that it is
        // down
        if (HttpSessions.find(request).isEmpty()) {
            sessions.ping();
        }
        int bytes = ticket(request)
                .map(cookie -> (cookieName + "=" + cookie.getValue()).getBytes(StandardCharsets.UTF_8).length)
                .orElse(0);
        ShopState.Cookie cookie = new ShopState.Cookie(cookieName, bytes);
        return ShopState.of(HttpSessions.get(request), sessions, move, instance, cookie);
    }

    private Optional<Cookie> ticket(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Arrays::stream)
                .filter(cookie -> cookie.getName().equals(cookieName))
                .findFirst();
    }

    private static Progress progress(HttpServletRequest request) {
        // getAll: unlike get it leaves no line in the log, and the page asks several times a second
        return HttpSessions.get(request).getAll(ShopKeys.PROGRESS).get(ShopKeys.PROGRESS, Progress.NONE);
    }

    private Steps.Fetched fetch(HttpServletRequest request) {
        int count = count(request);
        // before the session is touched: if the catalog cannot be read, all stays as it is
        List<Product> products = catalog.products(count);
        return steps.fetch(HttpSessions.get(request), products);
    }

    private static int count(HttpServletRequest request) {
        String text = parameter(request, "count");
        int count = NUMBER.matcher(text).matches() ? Integer.parseInt(text.replace(",", "")) : 0;
        if (count < 1 || count > Catalog.MOST_PRODUCTS) {
            String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
            throw Refusal.parameter(
                    "count", "count is \"" + shown + "\"; it takes a whole number from 1 to " + Catalog.MOST_PRODUCTS);
        }
        return count;
    }

    /**
     * From the query alone. {@code getParameter} would read a form's body too, and a thread would wait for that: some
     * hundreds of visitors who send theirs slowly would keep all threads. Nothing here reads a body.
     */
    private static String parameter(HttpServletRequest request, String name) {
        String start = name + "=";
        try {
            return Stream.ofNullable(request.getQueryString())
                    .flatMap(query -> Arrays.stream(query.split("&")))
                    .filter(part -> part.startsWith(start))
                    .findFirst()
                    .map(part -> URLDecoder.decode(part.substring(start.length()), StandardCharsets.UTF_8))
                    .orElse("");
        } catch (IllegalArgumentException e) {
            throw Refusal.parameter(name, "the query cannot be read: percent signs take two hexadecimal digits");
        }
    }

    private Session session(HttpServletRequest request) {
        return HttpSessions.find(request)
                .orElseThrow(() -> Refusal.stepFirst(
                        "fetch",
                        ticket(request).isPresent()
                                ? "the session is over; fetch the products to begin another"
                                : "there is no session yet; fetch the products first"));
    }

    /** Ending what is over already is no mistake: whoever asks wants it to be over. */
    private static Map<String, Object> end(HttpServletRequest request) {
        Optional<Session> session = HttpSessions.find(request);
        session.ifPresent(Session::end);
        return Map.of("step", "end", "ended", session.isPresent());
    }

    private MoveToRedis.Status move(HttpServletRequest request) {
        requireThisSite(request);
        return move.begin();
    }

    /**
     * Coatcheck refuses what pages of other sites do to a session, and the move is of none. Browsers send Origin with
     * each POST.
     */
    private static void requireThisSite(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.endsWith("://" + request.getHeader("Host"))) {
            throw Refusal.anotherSite();
        }
    }
}
