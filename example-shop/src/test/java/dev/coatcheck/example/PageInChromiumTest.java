package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The page as a visitor sees it. Needs Chromium, so the build leaves it out; CONTRIBUTING.md has the command. */
@Tag("chromium")
@Timeout(300)
class PageInChromiumTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    private Path profile;

    private Shop shop;
    private Chromium browser;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectories(SCREENSHOTS);
        shop = Shop.start("--port=0");
        browser = Chromium.open(shop.url(), profile, 1000);
        browser.awaitNext("fetch");
    }

    @AfterEach
    void close() {
        browser.close();
        shop.close();
    }

    @Test
    void oneStepAfterTheOtherIsHighlightedAndTheDownloadIsTheLast() throws Exception {
        browser.take("fetch", "classify");
        assertThat(browser.text("[data-step=fetch] .result")).isEqualTo("2,999 products fetched.");
        browser.take("classify", "update");
        browser.take("update", "download");

        assertThat(browser.value("document.getElementById('download').checkVisibility()")
                        .asBoolean())
                .isTrue();
        assertThat(browser.value("[...document.querySelectorAll('.done')].map(item => item.dataset.step).join()")
                        .asString())
                .isEqualTo("fetch,classify,update");
        browser.screenshot(SCREENSHOTS.resolve("updated.png"));

        browser.take("end", "fetch");
        assertThat(browser.text("[data-step=end] .result")).isEqualTo("Ended.");
    }

    @Test
    void whatTheStoreHoldsStandsBesideItsJson() {
        browser.take("fetch", "classify");

        assertThat(browser.text("#values tr:first-child"))
                .matches("products\\s2,999\\s6[0-9]{2} KB\\s[0-9]{2,3} KB\\s.*");
        assertThat(browser.text("#stored-values")).matches("2 values, 6[0-9]{2} KB as JSON");
    }

    @Test
    void theTimeLeftCountsForTheSessionAndForEachValue() {
        browser.take("fetch", "classify");
        String session = browser.text("#left");
        String value = browser.text("#values tr:first-child td:last-child");
        assertThat(value).matches("2[34]:[0-9]{2}:[0-9]{2}");

        await().atMost(Chromium.LIMIT).untilAsserted(() -> {
            assertThat(browser.text("#left")).isNotEqualTo(session);
            assertThat(browser.text("#values tr:first-child td:last-child")).isNotEqualTo(value);
        });
    }

    @Test
    void withoutItsStoreThePageSaysSoBeforeTheFirstStep() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("dev.coatcheck.example");
        log.setLevel(Level.OFF);
        try (Shop lost = Shop.start(
                        "--port=0",
                        "--store=redis",
                        "--redis-url=redis://localhost:1",
                        "--coatcheck.redis.timeout=100ms");
                Chromium there = Chromium.open(lost.url(), Files.createDirectory(profile.resolve("lost")), 500)) {
            await().atMost(Chromium.LIMIT)
                    .untilAsserted(() -> assertThat(there.text("#page-error"))
                            .isEqualToIgnoringCase("the store does not answer; try again in a moment"));
            there.screenshot(SCREENSHOTS.resolve("without-store.png"));
        } finally {
            log.setLevel(null);
        }
    }
}
