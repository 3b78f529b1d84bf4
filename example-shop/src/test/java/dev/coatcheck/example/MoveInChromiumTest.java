package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The move to Redis as visitors see it, as {@link PageInChromiumTest} has the steps. */
@Tag("chromium")
@Timeout(300)
class MoveInChromiumTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final int OTHERS = 60;

    @TempDir
    private Path profiles;

    private SlowRedis redis;
    private Shop shop;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(SCREENSHOTS);
        redis = SlowRedis.start();
        shop = Shop.start("--port=0", "--move-to=" + redis.url(), "--coatcheck.redis.timeout=20s");
        for (int i = 0; i < OTHERS; i++) {
            new Browser(shop).post("/fetch?count=177");
        }
    }

    @AfterEach
    void close() throws IOException {
        shop.close();
        redis.close();
    }

    private Chromium page(String profile, int width) throws Exception {
        Chromium page = Chromium.open(shop.url(), profiles.resolve(profile), width);
        page.awaitNext("fetch");
        return page;
    }

    private static void assertThatTheBarMoves(Chromium page) {
        double before = bar(page);
        await().atMost(Chromium.LIMIT).until(() -> bar(page) > before);
        assertThat(bar(page)).isBetween(0.0, 0.999);
    }

    private static double bar(Chromium page) {
        return page.value("document.querySelector('#move progress').position").asDouble();
    }

    @Test
    void theStepsGoOnWhileTheBarMovesOnEveryPage() throws Exception {
        try (Chromium wide = page("wide", 1000);
                Chromium narrow = page("narrow", 400)) {
            wide.take("fetch", "classify");
            assertThat(bar(wide)).isEqualTo(0);

            wide.click("#move button");
            assertThatTheBarMoves(wide);
            wide.take("classify", "update");
            narrow.take("fetch", "classify");
            assertThatTheBarMoves(narrow);
            assertThat(wide.text("#moved")).matches("[0-9]+ of 6[0-9] sessions");
            assertThat(wide.text("#store")).isEqualTo("memory");
            wide.screenshot(SCREENSHOTS.resolve("moving.png"));
            narrow.screenshot(SCREENSHOTS.resolve("moving-narrow.png"));
            wide.take("update", "download");

            redis.hurry();
            for (Chromium page : new Chromium[] {wide, narrow}) {
                await().atMost(Chromium.LIMIT).until(() -> page.text("#store").equals("redis"));
                assertThat(page.text("#move .result")).startsWith("Done").contains("coatcheck.store=redis");
                assertThat(page.value("document.querySelector('#move button').checkVisibility()")
                                .asBoolean())
                        .isFalse();
                assertThat(page.text("#values tr:first-child")).startsWith("products");
                assertThat(bar(page)).isEqualTo(1);
            }
            wide.screenshot(SCREENSHOTS.resolve("moved.png"));
            narrow.screenshot(SCREENSHOTS.resolve("moved-narrow.png"));
            narrow.take("classify", "update");
            wide.take("end", "fetch");
        }
    }

    @Test
    void aMoveThatCannotBeginSaysWhy() throws Exception {
        shop.close();
        shop = Shop.start("--port=0");
        try (Chromium page = page("untold", 1000)) {
            page.click("#move button");

            await().atMost(Chromium.LIMIT)
                    .until(() -> page.text("#move .result.failed").contains("--move-to redis://"));
            page.screenshot(SCREENSHOTS.resolve("not-moved.png"));
        }
    }
}
