package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is answered to who asks for the move. What visitors find during and after it is among the integration tests. */
@Timeout(180)
class MoveToRedisTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.coatcheck");
    private static final @Nullable Level USUAL = LOG.getLevel();
    private static final String NOBODY = "--move-to=redis://user:wardrobe@localhost:1";
    private static final String AT_ONCE = "--coatcheck.redis.timeout=100ms";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @BeforeAll
    static void keepExpectedFailuresOutOfTheBuildsOutput() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(USUAL);
    }

    private static void assertRefused(Browser.Reply reply, int status, String error) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.at("error")).contains(error).doesNotContain("wardrobe");
    }

    @Test
    void withoutAnAddressTheShopSaysHowItIsGivenOne() {
        try (Shop shop = Shop.start("--port=0")) {
            assertRefused(new Browser(shop).post("/move"), 409, "start it with --move-to redis://localhost:6379");
        }
    }

    @Test
    void noVisitorChoosesTheAddress() {
        try (Shop shop = Shop.start("--port=0")) {
            assertThat(new Browser(shop).post("/move?to=redis://localhost:1").status())
                    .isEqualTo(409);
        }
    }

    @Test
    void aRedisThatDoesNotAnswerChangesNothing() {
        try (Shop shop = Shop.start("--port=0", NOBODY, AT_ONCE)) {
            Browser browser = new Browser(shop);
            browser.post("/fetch?count=10");

            assertRefused(browser.post("/move"), 503, "Redis does not answer, and nothing was moved");

            assertThat(browser.get("/move-progress").at("state")).isEqualTo("none");
            assertThat(browser.state().at("/store").asString()).isEqualTo("memory");
            assertThat(browser.post("/classify").status()).isEqualTo(200);
            assertRefused(browser.post("/move"), 503, "nothing was moved");
        }
    }

    @Test
    void sessionsThatAreInRedisStayThere() {
        try (Shop shop = Shop.start("--port=0", "--store=redis", "--redis-url=redis://localhost:1", AT_ONCE)) {
            assertRefused(new Browser(shop).post("/move"), 409, "in Redis already");
        }
    }

    @Test
    void aFileThatAnotherShopHasOpenIsNotMovedFrom(@TempDir Path folder) {
        String file = "--coatcheck.sqlite.file=" + folder.resolve("shop.db");
        try (Shop shop = Shop.start("--port=0", "--store=sqlite", file, NOBODY, AT_ONCE);
                Shop other = Shop.start("--port=0", "--store=sqlite", file)) {
            assertRefused(new Browser(shop).post("/move"), 409, "another process has the sessions open");
            assertThat(new Browser(other).post("/fetch?count=10").status()).isEqualTo(200);
        }
    }

    @Test
    void whoeverComesSecondDoesNotWaitForTheFirst() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Shop shop = Shop.start(
                        "--port=0",
                        "--move-to=redis://localhost:" + silent.getLocalPort(),
                        "--coatcheck.redis.timeout=20s")) {
            CompletableFuture<Browser.Reply> first =
                    CompletableFuture.supplyAsync(() -> new Browser(shop).post("/move"));
            try (Socket asked = silent.accept()) {
                assertRefused(new Browser(shop).post("/move"), 409, "on their way already");
                asked.getOutputStream()
                        .write("-NOAUTH Authentication required.\r\n".repeat(10).getBytes(US_ASCII));
                assertRefused(first.join(), 503, "Redis does not answer");
            }
        }
    }

    @Test
    void aMoveThatIsUnderWayIsNotBegunAgain() throws Exception {
        try (SlowRedis redis = SlowRedis.start();
                Shop shop = Shop.start("--port=0", "--move-to=" + redis.url(), "--coatcheck.redis.timeout=20s")) {
            Browser browser = new Browser(shop);
            for (int i = 0; i < 20; i++) {
                new Browser(shop).post("/fetch?count=10");
            }

            assertThat(browser.post("/move").at("state")).isEqualTo("moving");

            assertRefused(browser.post("/move"), 409, "on their way already");
            redis.hurry();
            await().atMost(PATIENCE)
                    .until(() -> browser.get("/move-progress").at("state").equals("done"));
            assertThat(browser.state().at("/store").asString()).isEqualTo("redis");
            assertRefused(browser.post("/move"), 409, "in Redis already");
        }
    }

    @Test
    void whileRedisIsAwayTheMoveWaitsAndWhoeverIsNotThereGoesOn() throws Exception {
        List<Browser> visitors = new ArrayList<>();
        try (SlowRedis redis = SlowRedis.start();
                Shop shop = Shop.start("--port=0", "--move-to=" + redis.url(), "--coatcheck.redis.timeout=1s")) {
            Browser first = new Browser(shop);
            for (int i = 0; i < 30; i++) {
                visitors.add(new Browser(shop));
                visitors.get(i).post("/fetch?count=10");
            }
            assertThat(first.post("/move").at("state")).isEqualTo("moving");
            await().atMost(PATIENCE)
                    .until(() -> first.get("/move-progress").json().at("/moved").asInt() > 0);

            redis.stop();

            await().atMost(PATIENCE)
                    .until(() -> first.get("/move-progress").at("state").equals("waiting"));
            int left = first.get("/move-progress").json().at("/left").asInt();
            assertThat(first.get("/state").status()).isEqualTo(503);
            List<Browser> goOn = visitors.stream()
                    .filter(visitor -> visitor.get("/state").status() == 200)
                    .toList();
            // one may be on its way
            assertThat(goOn)
                    .hasSizeBetween(left - 1, left)
                    .isNotEmpty()
                    .allSatisfy(visitor ->
                            assertThat(visitor.post("/classify").status()).isEqualTo(200));
        }
    }

    @Test
    void anotherSitesPageBeginsNoMove() {
        try (Shop shop = Shop.start("--port=0", NOBODY, AT_ONCE)) {
            Browser browser = new Browser(shop);

            for (String origin : new String[] {"https://elsewhere.example", "null"}) {
                HttpResponse<String> reply = browser.response("POST", "/move", "Origin", origin);
                assertThat(reply.statusCode()).isEqualTo(403);
                assertThat(reply.body()).contains("another site");
            }
            // as far as the move itself
            assertThat(browser.response("POST", "/move", "Origin", shop.url().toString())
                            .statusCode())
                    .isEqualTo(503);
            assertThat(browser.get("/move").status()).isEqualTo(405);
        }
    }

    @Test
    void lookingAtTheMoveCreatesNoSession() {
        try (Shop shop = Shop.start("--port=0")) {
            Browser browser = new Browser(shop);

            assertThat(browser.get("/move-progress").text()).isEqualTo("{\"state\":\"none\",\"moved\":0}");
            browser.post("/move");

            assertThat(browser.cookies()).isEmpty();
        }
    }
}
