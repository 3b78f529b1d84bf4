package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One page in a real browser, driven by the <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</a>. */
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://(127\\.0\\.0\\.1:[0-9]+)/.*");
    private static final int PATIENCE_SECONDS = 60;
    static final Duration LIMIT = Duration.ofSeconds(PATIENCE_SECONDS);

    private final Process process;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final WebSocket socket;

    private Chromium(Process process, URI page, HttpClient client) {
        this.process = process;
        this.socket =
                client.newWebSocketBuilder().buildAsync(page, new Answers()).join();
    }

    /** Opens a page, in a window of so many pixels. */
    static Chromium open(URI page, Path profile, int width) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        // a screenshot would be cut off by their width
                        "--hide-scrollbars",
                        "--window-size=" + width + ",1000",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile))
                .redirectErrorStream(true)
                .start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            URI newPage = URI.create("http://" + address(process.inputReader()) + "/json/new?" + page);
            HttpRequest request =
                    HttpRequest.newBuilder(newPage).PUT(BodyPublishers.noBody()).build();
            JsonNode target =
                    JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
            URI debugger = URI.create(target.get("webSocketDebuggerUrl").asString());
            return new Chromium(process, debugger, client);
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String address(BufferedReader output) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                return listening.group(1);
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("Chromium did not start:\n" + said);
    }

    /** What an expression of JavaScript gives on the page. */
    JsonNode value(String expression) {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        assertThat(result.path("exceptionDetails").toString()).as(expression).isEmpty();
        return result.path("result").path("value");
    }

    /** The text of the first element that a selector finds. */
    String text(String selector) {
        return value("(document.querySelector('" + selector + "') || {}).innerText || ''")
                .asString();
    }

    void click(String selector) {
        value("document.querySelector('" + selector + "').click()");
    }

    /** Waits until the page highlights a step. */
    void awaitNext(String step) {
        await("step " + step)
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(value("(document.querySelector('[aria-current]') || {dataset: {}})"
                                        + ".dataset.step || ''")
                                .asString())
                        .isEqualTo(step));
    }

    /** Takes a step, and waits until it is done and the page highlights the next. */
    void take(String step, String next) {
        click("[data-step=" + step + "] button");
        awaitNext(next);
        await().atMost(LIMIT)
                .until(() -> !value("document.querySelector('button').disabled").asBoolean());
    }

    /** For people to look at. */
    void screenshot(Path file) throws IOException {
        JsonNode shot = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asString()));
    }

    private JsonNode call(String method, Map<String, ?> parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        JsonNode reply = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        assertThat(reply.path("error").toString()).as(method).isEmpty();
        return reply.path("result");
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
                JsonNode reply = JSON.readTree(message.toString());
                message.setLength(0);
                CompletableFuture<JsonNode> waiting =
                        answers.remove(reply.path("id").asInt(0));
                if (waiting != null) {
                    waiting.complete(reply);
                }
            }
            from.request(1);
            return null;
        }
    }
}
