package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountTest {
    private static Shop shop;

    @BeforeAll
    static void open() {
        shop = Shop.start("--port=0");
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?count=abc",
                "?count=-1",
                "?count=0",
                "?count=100001",
                "?count=99999999999999999999",
                "?count=10.5",
                "?count=1e3",
                "?count=%D9%A3",
                "?count=%20",
                "?count=",
                "?count=%zz",
                "?count=29,99",
                "?count=,999",
                "?count=1,0000",
                "?count=2%20999",
                ""
            })
    void aCountThatIsNoneIsRefused(String query) {
        Browser.Reply reply = Wire.post(shop, "/fetch" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.at("parameter")).isEqualTo("count");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?count=2999", "?count=2,999", "?count=2%2C999"})
    void aCountIsTakenAsThePagePrintsItToo(String query) {
        assertThat(Wire.post(shop, "/fetch" + query).json().get("products").asInt())
                .isEqualTo(2_999);
    }

    @Test
    void theRangeIsNamed() {
        assertThat(Wire.post(shop, "/fetch?count=abc").at("error"))
                .isEqualTo("count is \"abc\"; it takes a whole number from 1 to 100000");
    }

    @Test
    void theGreatestCountIsFetched() {
        assertThat(Wire.post(shop, "/fetch?count=100000").json().get("products").asInt())
                .isEqualTo(100_000);
    }
}
