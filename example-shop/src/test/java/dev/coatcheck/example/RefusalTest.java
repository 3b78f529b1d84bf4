package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RefusalTest {
    private static final Logger SHOP_LOG = (Logger) LoggerFactory.getLogger("dev.coatcheck.example");

    @TempDir
    private Path folder;

    private Path catalog;
    private Shop shop;
    private Browser browser;

    @BeforeAll
    static void keepExpectedFailuresOutOfTheBuildsOutput() {
        SHOP_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        SHOP_LOG.setLevel(null);
    }

    @BeforeEach
    void open() throws IOException {
        catalog = Files.copy(Sample.file(), folder.resolve("shop.csv"));
        shop = Shop.start("--port=0", "--catalog=" + catalog);
        browser = new Browser(shop);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aStepInTheWrongOrderSaysWhichComesFirst() {
        assertRefused(browser.post("/classify"), "fetch");
        assertRefused(browser.post("/update"), "fetch");
        assertRefused(browser.get("/download"), "fetch");
        browser.post("/fetch?count=10");
        assertRefused(browser.post("/update"), "classify");
        assertRefused(browser.get("/download"), "update");
        browser.post("/classify");
        assertRefused(browser.get("/download"), "update");
    }

    private static void assertRefused(Browser.Reply reply, String first) {
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.at("first")).isEqualTo(first);
        assertThat(reply.at("error")).contains(first);
    }

    @Test
    void aSessionThatIsOverIsCalledThat() {
        browser.post("/fetch?count=10");
        String ticket = browser.cookies().get(0).toString();
        browser.post("/end");

        HttpResponse<String> reply = new Browser(shop).response("POST", "/classify", "Cookie", ticket);

        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(reply.body()).contains("the session is over; fetch the products to begin another");
    }

    @Test
    void aTicketThatWasMadeUpIsNeverTakenOver() {
        String made = "A".repeat(22) + "." + "B".repeat(43);

        HttpResponse<String> reply =
                new Browser(shop).response("POST", "/fetch?count=10", "Cookie", "coatcheck=" + made);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("coatcheck=")
                .doesNotContain("AAAA");
    }

    @Test
    void anotherSitesFormDoesNotReplaceTheVisitorsSession() {
        browser.post("/fetch?count=10");
        String ticket = browser.cookies().get(0).toString();

        // by itself a browser holds the cookie back, so this one comes without
        HttpResponse<String> reply = new Browser(shop)
                .response(
                        "POST",
                        "/fetch?count=1",
                        "Sec-Fetch-Site",
                        "cross-site",
                        "Sec-Fetch-Mode",
                        "navigate",
                        "Sec-Fetch-Dest",
                        "document",
                        "Origin",
                        "https://elsewhere.example");

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.body()).contains("another site").doesNotContain("coatcheck.");
        assertThat(reply.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(browser.state().at("/values/0/items").asInt()).isEqualTo(10);
        assertThat(browser.cookies().get(0).toString()).isEqualTo(ticket);
    }

    @Test
    void thePagesOwnRequestsAreNotTakenForAnotherSites() {
        HttpResponse<String> reply =
                browser.response("POST", "/fetch?count=10", "Origin", shop.url().toString());

        assertThat(reply.statusCode()).isEqualTo(200);
    }

    @Test
    void anOverlongCookieIsNoTicket() {
        HttpResponse<String> reply =
                new Browser(shop).response("POST", "/classify", "Cookie", "coatcheck=" + "A".repeat(10_000));

        assertThat(reply.statusCode()).isEqualTo(409);
    }

    @Test
    void aCatalogThatHasGoneBadLeavesTheSessionAsItIs() throws IOException {
        browser.post("/fetch?count=10");
        browser.post("/classify");
        JsonNode before = values();
        Files.writeString(catalog, "Handle,Title\n\"open");

        Browser.Reply reply = browser.post("/fetch?count=10");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.at("error")).startsWith("the catalog was not fetched: shop.csv, line 1: expected the columns");
        assertThat(values()).isEqualTo(before);
        assertThat(browser.post("/update").status()).isEqualTo(200);
    }

    /** Without what the clock changes. */
    private JsonNode values() {
        JsonNode values = browser.state().get("values");
        values.forEach(value -> ((ObjectNode) value).remove("secondsLeft"));
        return values;
    }

    @Test
    void theCatalogIsReadAnewEachTime() throws IOException {
        assertThat(browser.post("/fetch?count=2999").json().get("products").asInt())
                .isEqualTo(10);

        Files.writeString(catalog, "Handle,Title,Vendor,Type,Tags,Variant Price,Image Src\nmug,Mug,,,,14,\n");

        assertThat(browser.post("/fetch?count=2999").json().get("products").asInt())
                .isEqualTo(1);
    }

    @Test
    void anUnknownPathAndAWrongMethodAreSaidInJson() {
        assertThat(browser.get("/nothing").status()).isEqualTo(404);
        assertThat(browser.get("/nothing").at("error")).contains("no such page");
        assertThat(browser.get("/fetch").status()).isEqualTo(405);
        assertThat(browser.post("/state").at("error")).isEqualTo("/state takes GET only");
        assertThat(browser.response("DELETE", "/end").headers().firstValue("Allow"))
                .contains("POST");
    }

    @Test
    void aStoreThatIsFullKeepsWhatItHas() {
        try (Shop small = Shop.start("--port=0", "--coatcheck.memory.max-bytes=64KB")) {
            Browser visitor = new Browser(small);
            visitor.post("/fetch?count=10");

            Browser.Reply reply = visitor.post("/fetch?count=10000");

            assertThat(reply.status()).isEqualTo(507);
            assertThat(reply.at("error")).startsWith("the store is full").doesNotContain("coatcheck");
            assertThat(visitor.state().at("/values/0/items").asInt()).isEqualTo(10);
            assertThat(visitor.post("/classify").status()).isEqualTo(200);
        }
    }

    @Test
    void productsOverTheLimitAreRefused() {
        try (Shop small = Shop.start("--port=0", "--coatcheck.max-value-bytes=64KB")) {
            Browser.Reply reply = new Browser(small).post("/fetch?count=2999");

            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.at("error")).endsWith("fetch fewer products").doesNotContain("coatcheck");
        }
    }

    @Test
    void aStoreThatDoesNotAnswerIsCalledThat() {
        try (Shop lost = Shop.start(
                "--port=0", "--store=redis", "--redis-url=redis://localhost:1", "--coatcheck.redis.timeout=100ms")) {
            Browser.Reply reply = new Browser(lost).post("/fetch?count=10");

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.at("error")).isEqualTo("the store does not answer; try again in a moment");
        }
    }

    @Test
    void thePageLearnsThatTheStoreDoesNotAnswerBeforeTheFirstStep() {
        try (Shop lost = Shop.start(
                "--port=0", "--store=redis", "--redis-url=redis://localhost:1", "--coatcheck.redis.timeout=100ms")) {
            Browser visitor = new Browser(lost);

            assertThat(visitor.get("/").status()).isEqualTo(200);
            assertThat(visitor.get("/state").status()).isEqualTo(503);
            assertThat(visitor.get("/state").at("error")).startsWith("the store does not answer");
        }
    }
}
