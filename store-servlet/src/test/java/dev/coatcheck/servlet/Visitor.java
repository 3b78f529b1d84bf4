package dev.coatcheck.servlet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Somebody with a browser: keeps cookies as one does, also those that a browser sends over HTTPS only. */
final class Visitor {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Function<String, URI> site;

    Visitor(Site site) {
        this(site::uri);
    }

    Visitor(Function<String, URI> site) {
        this.site = site;
    }

    /** The first cookie sent under that name. */
    Visitor with(String cookieName, String value) {
        cookies.put(cookieName, value);
        return this;
    }

    Visitor without(String cookieName) {
        cookies.remove(cookieName);
        return this;
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    HttpResponse<String> visit(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    /** With the cookies, as a browser sends those that are not held back. */
    HttpResponse<String> send(String method, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(method, path, headers);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return send(request);
    }

    /** Without the cookies, which SameSite holds back, but what is set is kept, as browsers do. */
    HttpResponse<String> sendHoldingCookiesBack(String method, String path, String... headers)
            throws IOException, InterruptedException {
        return send(request(method, path, headers));
    }

    private HttpRequest.Builder request(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(site.apply(path)).method(method, BodyPublishers.noBody());
        return headers.length == 0 ? request : request.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        setCookies(response).forEach(this::keep);
        return response;
    }

    String read(String path) throws IOException, InterruptedException {
        return visit(path).body();
    }

    static List<String> setCookies(HttpResponse<?> response) {
        return response.headers().allValues("Set-Cookie");
    }

    private void keep(String line) {
        String pair = line.split(";", 2)[0];
        if (!pair.contains("=")) {
            // what an application has set as a cookie and is none
            return;
        }
        String name = pair.substring(0, pair.indexOf('='));
        if (line.contains("Max-Age=0")) {
            cookies.remove(name);
        } else {
            cookies.put(name, pair.substring(name.length() + 1));
        }
    }
}
