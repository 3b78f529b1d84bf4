package dev.coatcheck.example;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** The page's files, read once; in the page stands where it was asked for. Immutable. */
final class Page {
    private static final String ADDRESS = "{{address}}";

    private record Part(String contentType, String text) {}

    private final Map<String, Part> parts = Map.of(
            "/", part("index.html", "text/html"),
            "/shop.css", part("shop.css", "text/css"),
            "/shop.js", part("shop.js", "text/javascript"));

    private static Part part(String name, String contentType) {
        try (InputStream in = Page.class.getResourceAsStream("/page/" + name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new Part(contentType + "; charset=utf-8", new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String path, String address, Answer answer) throws IOException {
        Part part = Objects.requireNonNull(parts.get(path), path);
        String text = part.text().replace(ADDRESS, address);
        answer.send(200, part.contentType(), text.getBytes(StandardCharsets.UTF_8));
    }
}
