package dev.coatcheck.example.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One page in a real browser, driven by the <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>. */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:[0-9]+)/.*");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private Chromium(Process process, URI debugger, HttpClient client) {
        this.process = process;
        socket =
                client.newWebSocketBuilder().buildAsync(debugger, new Answers()).join();
    }

    /** Opens a page, in a window of so many pixels. */
    static Chromium open(URI page, Path profile, int width) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        // a screenshot would be cut off by their width
                        "--hide-scrollbars",
                        "--window-size=" + width + ",900",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .start();
        try {
            String address = process.inputReader()
                    .lines()
                    .map(LISTENING::matcher)
                    .filter(Matcher::matches)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("Chromium did not start"))
                    .group(1);
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest newPage = HttpRequest.newBuilder(URI.create("http://" + address + "/json/new?" + page))
                    .PUT(BodyPublishers.noBody())
                    .build();
            JsonNode target =
                    JSON.readTree(client.send(newPage, BodyHandlers.ofString()).body());
            Chromium browser = new Chromium(
                    process, URI.create(target.path("webSocketDebuggerUrl").asString()), client);
            browser.awaitWhole("location.href !== 'about:blank'");
            return browser;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What an expression of JavaScript gives on the page. */
    private JsonNode value(String expression) {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        assertThat(result.path("exceptionDetails").toString()).as(expression).isEmpty();
        return result.path("result").path("value");
    }

    /** The text of the first element that a selector finds. */
    String text(String selector) {
        return value("(document.querySelector('" + selector + "') || {}).innerText || ''")
                .asString()
                .replaceAll("\\s+", " ");
    }

    void type(String selector, String text) {
        value("document.querySelector('" + selector + "').value = '" + text + "'");
    }

    /** Clicks what sends a form, and waits until the page that comes of it is there as a whole. */
    void click(String selector) {
        value("window.isOld = true; document.querySelector('" + selector + "').click()");
        awaitWhole("!window.isOld");
    }

    void go(URI page) {
        call("Page.navigate", Map.of("url", page.toString()));
        awaitWhole("location.href === '" + page + "'");
    }

    private void awaitWhole(String page) {
        await(page)
                .atMost(LIMIT)
                .until(() ->
                        value(page + " && document.readyState === 'complete'").asBoolean());
    }

    /** For people to look at. */
    void screenshot(Path file) throws IOException {
        JsonNode shot = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asString()));
    }

    /** One call at a time, so the next answer is its own: no event was asked for. */
    private JsonNode call(String method, Map<String, ?> parameters) {
        socket.sendText(JSON.writeValueAsString(Map.of("id", 1, "method", method, "params", parameters)), true)
                .join();
        try {
            JsonNode reply = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(reply).as(method).isNotNull();
            assertThat(reply.path("error").toString()).as(method).isEmpty();
            return reply.path("result");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        // asked to, it cleans up
        socket.sendText("{\"id\": 0, \"method\": \"Browser.close\"}", true).join();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly().onExit().join();
    }

    private final class Answers implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                answers.add(JSON.readTree(message.toString()));
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
