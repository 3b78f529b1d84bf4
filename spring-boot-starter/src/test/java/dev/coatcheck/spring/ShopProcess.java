package dev.coatcheck.spring;

import static org.awaitility.Awaitility.await;

import dev.coatcheck.spring.shop.ShopApplication;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A {@link ShopApplication} in a process of its own, with the class path that a test gives it, and one visitor. */
final class ShopProcess implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Path CURRENT_JDK = Path.of(System.getProperty("java.home"));

    private final int port = TestRedis.freePort();
    private final Path log;
    private final Process process;
    private final HttpClient visitor =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private ShopProcess(Path jdk, List<Path> classPath, String... properties) {
        try {
            log = Files.createTempFile("shop", ".log");
            List<String> command = new ArrayList<>(List.of(
                    jdk.resolve("bin/java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    String.join(
                            File.pathSeparator,
                            classPath.stream().map(Path::toString).toList()),
                    ShopApplication.class.getName(),
                    "--server.address=127.0.0.1",
                    "--server.port=" + port,
                    "--coatcheck.cookie.secure=false",
                    "--spring.docker.compose.enabled=false",
                    "--spring.main.banner-mode=off",
                    // what the tests' own logging leaves out
                    "--logging.level.org.springframework.boot.diagnostics=ERROR"));
            Stream.of(properties).map("--"::concat).forEach(command::add);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that serves its pages. */
    static ShopProcess serving(Path jdk, List<Path> classPath, String... properties) {
        ShopProcess shop = new ShopProcess(jdk, classPath, properties);
        await().atMost(PATIENCE).until(shop::isServing);
        return shop;
    }

    /** What one says that does not start. */
    static String failed(List<Path> classPath, String... properties) throws Exception {
        try (ShopProcess shop = new ShopProcess(CURRENT_JDK, classPath, properties)) {
            await().atMost(PATIENCE).until(() -> !shop.process.isAlive());
            return shop.output();
        }
    }

    /** That of this test, without the entries whose path has one of these expressions in it. */
    static List<Path> classPathWithout(String... parts) {
        String pattern = ".*(" + String.join("|", parts) + ").*";
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(pattern))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    boolean isServing() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("it ended by itself: " + output());
        }
        try {
            return get("/start").length() > 0;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ConnectException) {
                return false;
            }
            throw e;
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String get(String path) {
        try {
            return visitor.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    HttpClient visitor() {
        return visitor;
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
