package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.ConfigurationException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ShopTest {
    private static Shop shop;

    private Browser browser;

    @BeforeAll
    static void open() {
        shop = Shop.start("--port=0");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @BeforeEach
    void come() {
        browser = new Browser(shop);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 177, 2_999})
    void theFourStepsWork(int count) {
        assertThat(browser.post("/fetch?count=" + count).json().get("products").asInt())
                .isEqualTo(count);
        assertThat(browser.post("/classify").json().get("batches").asInt()).isEqualTo((count + 199) / 200);
        assertThat(browser.post("/update").at("download")).isEqualTo("/download");
        assertThat(browser.get("/download").text().lines()).hasSize(count + 1);
        assertThat(browser.post("/end").json().get("ended").asBoolean()).isTrue();
        assertThat(browser.state().get("live").asBoolean()).isFalse();
    }

    @Test
    void everyProductGetsOneCollection() {
        browser.post("/fetch?count=2999");

        JsonNode collections = browser.post("/classify").json().get("collections");

        assertThat(collections.valueStream().mapToInt(JsonNode::asInt).sum()).isEqualTo(2_999);
        assertThat(browser.state().get("collections")).isEqualTo(collections);
    }

    @Test
    void theCookieStaysSmallWhateverIsStored() {
        browser.post("/fetch?count=10000");

        assertThat(browser.cookies()).singleElement().satisfies(cookie -> {
            assertThat(cookie.toString()).hasSizeLessThan(100);
            assertThat(cookie.isHttpOnly()).isTrue();
            assertThat(browser.state().at("/cookie/bytes").asInt())
                    .isEqualTo((cookie.getName() + "=" + cookie.getValue()).length());
        });
    }

    @Test
    void whatIsStoredShowsAtAGlance() {
        browser.post("/fetch?count=177");

        JsonNode state = browser.state();

        assertThat(state.get("store").asString()).isEqualTo("memory");
        assertThat(shop.toString())
                .endsWith("(memory store, instance " + state.get("instance").asString() + ")");
        assertThat(state.get("secondsLeft").asInt()).isBetween(86_300, 86_400);
        JsonNode products = state.at("/values/0");
        assertThat(products.get("name").asString()).isEqualTo("products");
        assertThat(products.get("items").asInt()).isEqualTo(177);
        assertThat(products.get("bytes").asLong()).isEqualTo(Json.size(new GeneratedCatalog().products(177)));
        assertThat(products.get("secondsLeft").asInt()).isBetween(86_300, 86_400);
    }

    @Test
    void whatTheStoreHoldsOfAValueShowsBesideItsJson() {
        browser.post("/fetch?count=2999");

        JsonNode values = browser.state().get("values");

        JsonNode products = values.get(0);
        assertThat(products.get("storedBytes").asLong())
                .isBetween(1L, products.get("bytes").asLong() / 4);
        JsonNode url = values.get(1);
        assertThat(url.get("name").asString()).isEqualTo("shop_url");
        assertThat(url.get("storedBytes").asLong()).isEqualTo(url.get("bytes").asLong());
    }

    @Test
    void theStateSaysWhichStepIsNext() {
        assertThat(browser.state().get("next").asString()).isEqualTo("fetch");
        browser.post("/fetch?count=10");
        assertThat(browser.state().get("next").asString()).isEqualTo("classify");
        browser.post("/classify");
        assertThat(browser.state().get("next").asString()).isEqualTo("update");
        browser.post("/update");
        assertThat(browser.state().get("next").asString()).isEqualTo("download");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fetch", "classify", "update", "download"})
    void eachStepThatMayBeNextHasItsPlaceOnThePage(String next) {
        assertThat(browser.get("/").text()).containsOnlyOnce("<li data-step=\"" + next + "\">");
    }

    @Test
    void withoutJavaScriptThePageSaysAtWhichAddressTheStepsAre() {
        assertThat(browser.get("/").text()).contains("'" + shop.url() + "/fetch?count=2999'");
    }

    @Test
    void noVisitorWritesIntoThePageByTheNameThatHeCallsTheShop() {
        assertThat(Wire.get(shop, "/", "a'$(id)")).contains("/fetch?count=2999").doesNotContain("$(id)");
    }

    @Test
    void fetchingAgainBeginsAnew() {
        browser.post("/fetch?count=10");
        browser.post("/classify");
        browser.post("/update");

        browser.post("/fetch?count=20");

        assertThat(browser.state().get("next").asString()).isEqualTo("classify");
        assertThat(browser.state().at("/values/0/items").asInt()).isEqualTo(20);
    }

    @Test
    void lookingCreatesNoSession() {
        browser.get("/");
        browser.get("/state");
        browser.get("/progress");
        browser.post("/end");
        browser.post("/fetch?count=none");

        assertThat(browser.cookies()).isEmpty();
    }

    @Test
    void twoVisitorsDoNotMeet() {
        Browser other = new Browser(shop);
        browser.post("/fetch?count=10");
        other.post("/fetch?count=20");

        assertThat(browser.state().at("/values/0/items").asInt()).isEqualTo(10);
        other.post("/end");
        assertThat(browser.state().get("live").asBoolean()).isTrue();
    }

    @Test
    void thePageTakesNothingFromElsewhere() {
        HttpResponse<String> page = browser.response("GET", "/");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        assertThat(page.body()).contains("/shop.js", "/shop.css").doesNotContain("https://");
        assertThat(browser.get("/shop.js").status()).isEqualTo(200);
        assertThat(browser.get("/shop.css").status()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsAConfigurationError() {
        assertThatThrownBy(() -> Shop.start("--port=" + shop.port()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot listen on localhost:" + shop.port())
                .hasMessageContaining("choose another --port");
    }
}
