package dev.coatcheck.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A visitor with a cookie jar. */
final class Browser {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI shop;
    private final CookieManager jar = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder().cookieHandler(jar).build();

    private final Duration patience;

    Browser(Shop shop) {
        this(shop, Duration.ofMinutes(1));
    }

    Browser(Shop shop, Duration patience) {
        this.shop = shop.url();
        this.patience = patience;
    }

    /** What the shop answered. */
    record Reply(int status, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }

        String at(String name) {
            return json().path(name).asString("");
        }
    }

    Reply get(String path) {
        HttpResponse<String> response = response("GET", path);
        return new Reply(response.statusCode(), response.body());
    }

    Reply post(String path) {
        HttpResponse<String> response = response("POST", path);
        return new Reply(response.statusCode(), response.body());
    }

    HttpResponse<String> response(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shop + path))
                .timeout(patience)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    JsonNode state() {
        return get("/state").json();
    }

    List<HttpCookie> cookies() {
        return jar.getCookieStore().getCookies();
    }
}
