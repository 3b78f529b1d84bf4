package dev.coatcheck.spring.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who keeps cookies, fills in forms, and follows redirects only when told so. For one thread. */
final class Browser {
    static final String TICKET = "coatcheck";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private Site site;

    Browser(Site site) {
        this.site = site;
    }

    /** The next requests go to another instance. */
    Browser at(Site other) {
        site = other;
        return this;
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    String ticket() {
        return cookie(TICKET);
    }

    /** The session's id, as far as the ticket says it. */
    String sessionId() {
        return ticket().substring(0, Math.max(0, ticket().indexOf('.')));
    }

    Browser with(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    Browser without(String name) {
        cookies.remove(name);
        return this;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers));
    }

    String read(String path) {
        return get(path).body();
    }

    HttpResponse<String> getAs(String user, String path) {
        byte[] pair = (user + ":" + Site.PASSWORD).getBytes(StandardCharsets.UTF_8);
        return get(path, "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    HttpResponse<String> post(String path, Map<String, String> form) {
        return send(form(path, form));
    }

    HttpRequest form(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** What Security puts into its own login form. */
    String csrf() {
        Matcher field = CSRF.matcher(read("/login"));
        return field.find() ? field.group(1) : "";
    }

    HttpResponse<String> login(String user) {
        return post("/login", loginForm(user));
    }

    Map<String, String> loginForm(String user) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("username", user);
        form.put("password", Site.PASSWORD);
        form.put("_csrf", csrf());
        return form;
    }

    HttpResponse<String> logout() {
        return post("/logout", Map.of("_csrf", csrf()));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        URI uri = path.startsWith("/") ? site.uri(path) : URI.create(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request.build());
    }

    HttpResponse<String> send(HttpRequest request) {
        HttpResponse<String> response = answer(request);
        response.headers().allValues("Set-Cookie").forEach(this::keep);
        return response;
    }

    static HttpResponse<String> answer(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void keep(String line) {
        String pair = line.split(";", 2)[0];
        int equals = pair.indexOf('=');
        if (line.contains("Max-Age=0")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    static String location(HttpResponse<?> response) {
        return response.headers().firstValue("Location").orElse("");
    }
}
