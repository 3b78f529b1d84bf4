package dev.coatcheck.example.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page as a visitor sees it. Needs Chromium, so the build leaves it out; CONTRIBUTING.md has the command. */
@Tag("chromium")
@Timeout(300)
class PageInChromiumTest {
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @Test
    void aVisitorLogsInBuysWishesAndEndsTheOtherSession(@TempDir Path folder) throws Exception {
        Files.createDirectories(SCREENSHOTS);
        try (CartProcess cart = CartProcess.launch();
                Chromium browser = Chromium.open(cart.url(), folder.resolve("wide"), 1000)) {
            browser.screenshot(SCREENSHOTS.resolve("nobody.png"));
            logIn(browser, "silk");
            assertThat(browser.text("[role=alert]")).contains("not the name and the password");
            browser.screenshot(SCREENSHOTS.resolve("wrong-password.png"));

            browser.click("#HAT form:last-child button");
            logIn(browser, "wool");
            assertThat(browser.text("#user")).isEqualTo("ann");
            browser.click("#HAT form:last-child button");
            browser.click("#GLOVES form:last-child button");
            browser.click("#UMBRELLA form:not(:last-child) button");
            assertThat(browser.text("#cart")).isEqualTo("Felt hat × 2 Leather gloves × 1");
            assertThat(browser.text("#wishes")).isEqualTo("Umbrella");

            Visitor elsewhere = new Visitor(cart.url());
            elsewhere.logIn("ann", "wool");
            browser.go(cart.url().resolve("/"));
            assertThat(browser.text("#sessions tr.this")).contains("this one");
            assertThat(browser.text("#sessions tr:not(.this)")).contains("just now");
            browser.screenshot(SCREENSHOTS.resolve("two-sessions.png"));

            browser.click("#sessions tr:not(.this) button");
            assertThat(browser.text("#sessions tr:not(.this)")).isEmpty();
            assertThat(elsewhere.page().user()).isEmpty();

            browser.click("form[action$=logout] button");
            assertThat(browser.text("#user")).isEmpty();
            assertThat(browser.text("#cart")).isEmpty();
        }
    }

    @Test
    void oneBrowserUsesTwoInstances(@TempDir Path folder) throws Exception {
        try (Redis redis = Redis.start();
                CartProcess one = onRedis(redis);
                CartProcess other = onRedis(redis);
                Chromium browser = Chromium.open(one.url(), folder.resolve("narrow"), 400)) {
            logIn(browser, "wool");
            browser.go(other.url().resolve("/"));
            assertThat(browser.text("#user")).isEqualTo("ann");
            browser.click("#SCARF form:last-child button");
            browser.go(one.url().resolve("/"));
            assertThat(browser.text("#cart")).isEqualTo("Wool scarf × 1");
            Files.createDirectories(SCREENSHOTS);
            browser.screenshot(SCREENSHOTS.resolve("narrow.png"));

            browser.click("#sessions tr.this button");
            browser.go(other.url().resolve("/"));
            assertThat(browser.text("#user")).isEmpty();
        }
    }

    private static CartProcess onRedis(Redis redis) throws Exception {
        return CartProcess.launch("--coatcheck.store=redis", "--coatcheck.redis.url=" + redis.url());
    }

    private static void logIn(Chromium browser, String password) {
        browser.type("[name=username]", "ann");
        browser.type("[name=password]", password);
        browser.click("form[action$=login] button");
    }
}
