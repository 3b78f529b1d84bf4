package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the newest JDK beside this one; fails where none has virtual threads, so that {@code mvn verify} leaves it out. */
@Tag("jdk21")
class VirtualThreadsTest {
    private static final int REQUESTS = 200;

    @ParameterizedTest
    @ValueSource(strings = {"memory", "redis"})
    void parallelRequestsOnVirtualThreadsLoseNothing(String store) throws Exception {
        try (TestRedis redis = new TestRedis();
                ShopProcess shop = ShopProcess.serving(
                        newestJdk(),
                        ShopProcess.classPathWithout("spring-(boot-)?security", "devtools"),
                        "spring.threads.virtual.enabled=true",
                        "coatcheck.store=" + store,
                        "coatcheck.redis.url=" + redis.url())) {
            assertThat(shop.get("/thread")).contains("VirtualThread");
            shop.get("/add");
            HttpRequest add = HttpRequest.newBuilder(shop.uri("/add")).build();
            List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                            () -> shop.visitor().sendAsync(add, HttpResponse.BodyHandlers.ofString()))
                    .limit(REQUESTS)
                    .toList();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            assertThat(shop.get("/cart").split(",")).hasSize(REQUESTS + 1);
        }
    }

    private static Path newestJdk() throws IOException {
        try (Stream<Path> beside =
                Files.list(ShopProcess.CURRENT_JDK.toRealPath().getParent())) {
            return beside.filter(jdk -> Files.exists(jdk.resolve("release")) && Files.exists(jdk.resolve("bin/java")))
                    .max(Comparator.comparingInt(VirtualThreadsTest::version))
                    .orElseThrow();
        }
    }

    private static int version(Path jdk) {
        try {
            return Files.readAllLines(jdk.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("\\D*(\\d+).*", "$1"))
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
