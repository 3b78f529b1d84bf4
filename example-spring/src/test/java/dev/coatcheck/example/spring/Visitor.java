package dev.coatcheck.example.spring;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody with a cookie jar, who follows no redirect by himself: with several addresses, each request goes to the next
 * of them, as behind a balancer that knows of no sessions.
 */
final class Visitor {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final CookieManager jar = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(jar).build();
    private List<URI> addresses;
    private int requests;

    Visitor(URI... addresses) {
        this.addresses = List.of(addresses);
    }

    /** From now on; the cookie stays. */
    void goTo(URI... others) {
        addresses = List.of(others);
    }

    /** The page with everything on it. */
    Page page() {
        HttpResponse<String> response = send("/", HttpRequest.newBuilder().GET());
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return new Page(response.body());
    }

    /** Submits a form with the token of the page as it is now; what answers it. */
    HttpResponse<String> submit(String action, String... fields) {
        return submit(page(), action, fields);
    }

    /** Submits a form of a page that was read before. */
    HttpResponse<String> submit(Page page, String action, String... fields) {
        StringBuilder form = new StringBuilder("_csrf=" + page.token());
        for (int at = 0; at < fields.length; at += 2) {
            form.append('&').append(fields[at]).append('=');
            form.append(URLEncoder.encode(fields[at + 1], StandardCharsets.UTF_8));
        }
        return send(
                action,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form.toString())));
    }

    /** Tries to, and says where that leads. */
    String logIn(String name, String password) {
        return submit("/login", "username", name, "password", password)
                .headers()
                .firstValue("Location")
                .orElse("nowhere");
    }

    void buy(Product product) {
        submit("/cart", "product", product.name());
    }

    void wish(Product product) {
        submit("/wishes", "product", product.name());
    }

    void end(String session) {
        submit("/sessions/" + session + "/end");
    }

    void logOut() {
        submit("/logout");
    }

    /** As somebody would have who took it. */
    Visitor withTheSameCookie(URI address) {
        Visitor copy = new Visitor(address);
        jar.getCookieStore().getCookies().forEach(cookie -> {
            HttpCookie taken = new HttpCookie(cookie.getName(), cookie.getValue());
            taken.setPath("/");
            // as it came: others are sent in quotes
            taken.setVersion(0);
            copy.jar.getCookieStore().add(address, taken);
        });
        return copy;
    }

    Optional<String> ticket() {
        return jar.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("coatcheck"))
                .map(HttpCookie::getValue)
                .findFirst();
    }

    List<String> cookieNames() {
        return jar.getCookieStore().getCookies().stream()
                .map(HttpCookie::getName)
                .toList();
    }

    private synchronized URI next() {
        return addresses.get(requests++ % addresses.size());
    }

    private HttpResponse<String> send(String path, HttpRequest.Builder request) {
        try {
            return client.send(
                    request.uri(URI.create(next() + path)).timeout(LIMIT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What the page shows, read from its text. */
    record Page(String html) {
        String token() {
            return first(TOKEN);
        }

        /** Empty where nobody is logged in. */
        String user() {
            return all("<strong id=\"user\">(\\w+)</strong>").stream()
                    .findFirst()
                    .orElse("");
        }

        /** {@code Felt hat × 2} */
        List<String> cart() {
            return list("cart").stream()
                    .map(item ->
                            item.replaceAll("\\s*</span>\\s*<span>\\s*", " ").replaceAll("<[^>]+>", ""))
                    .map(String::strip)
                    .toList();
        }

        List<String> wishes() {
            return list("wishes").stream()
                    .map(wish -> wish.replaceAll("<[^>]+>", "").strip())
                    .toList();
        }

        /** Ids, in the order of their beginning. */
        List<String> sessions() {
            return all("action=\"/sessions/([^/]+)/end\"");
        }

        /** The id of the session that the page says is this one. */
        String thisSession() {
            return first(Pattern.compile("<tr class=\"this\">.*?action=\"/sessions/([^/]+)/end\"", Pattern.DOTALL));
        }

        String process() {
            return first(Pattern.compile("id=\"process\">(\\d+)<"));
        }

        private List<String> list(String id) {
            String inner = first(Pattern.compile("id=\"" + id + "\">(.*?)</ul>", Pattern.DOTALL));
            return Pattern.compile("<li>(.*?)</li>", Pattern.DOTALL)
                    .matcher(inner)
                    .results()
                    .map(item -> item.group(1))
                    .toList();
        }

        private List<String> all(String pattern) {
            return Pattern.compile(pattern)
                    .matcher(html)
                    .results()
                    .map(match -> match.group(1))
                    .toList();
        }

        private String first(Pattern pattern) {
            return pattern.matcher(html)
                    .results()
                    .map(match -> match.group(1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(pattern + " is not in\n" + html));
        }
    }
}
