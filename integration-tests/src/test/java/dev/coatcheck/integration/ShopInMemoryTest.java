package dev.coatcheck.integration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shop as it starts without any set-up: one process that keeps its sessions in memory. */
@Timeout(600)
class ShopInMemoryTest {
    private static ShopProcess shop;

    @BeforeAll
    static void open() {
        shop = ShopProcess.start();
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 177, 2_999, 10_000})
    void allStepsWorkWithASmallCookieHoweverManyProductsThereAre(int count) {
        Walk.in(shop).allSteps(count);

        shop.awaitLine("Stored " + count + " products in memory store");
        shop.awaitLine("Retrieved " + count + " products from memory store");
    }

    @Test
    void aHundredVisitorsAtOnceEachHaveTheirOwnProducts() throws Exception {
        Crowd.of(i -> Walk.in(shop)).visit();
    }
}
