package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client with a cookie jar that visits any of several shops. For one thread. */
final class Visitor {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final CookieManager jar = new CookieManager();

    JsonNode post(ShopProcess shop, String path) {
        return JSON.readTree(send(shop, "POST", path));
    }

    JsonNode state(ShopProcess shop) {
        return JSON.readTree(get(shop, "/state"));
    }

    String get(ShopProcess shop, String path) {
        return send(shop, "GET", path);
    }

    private String send(ShopProcess shop, String method, String path) {
        URI address = shop.url().resolve(path);
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).timeout(LIMIT).method(method, BodyPublishers.noBody());
            jar.get(address, Map.of()).forEach((name, values) -> values.forEach(value -> request.header(name, value)));
            HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
            jar.put(address, response.headers().map());
            assertThat(response.statusCode())
                    .as("%s %s: %s", method, path, response.body())
                    .isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All that this client keeps; empty without a session. */
    List<String> cookies() {
        return jar.getCookieStore().getCookies().stream()
                .map(HttpCookie::toString)
                .toList();
    }
}
