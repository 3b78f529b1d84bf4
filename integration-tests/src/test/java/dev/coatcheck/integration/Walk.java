package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/** A visitor's way through the shop's four steps, every answer checked. One shop is asked and then the other. */
record Walk(Visitor visitor, ShopProcess first, ShopProcess second) {

    static Walk in(ShopProcess shop) {
        return new Walk(new Visitor(), shop, shop);
    }

    static Walk between(ShopProcess first, ShopProcess second) {
        return new Walk(new Visitor(), first, second);
    }

    void allSteps(int count) {
        stepsBeforeTheEnd(count, count);
        end();
    }

    /** Fetches, classifies, updates and downloads; the session is left. */
    void stepsBeforeTheEnd(int count, int products) {
        assertThat(visitor.post(first, "/fetch?count=" + count).at("/products").asInt())
                .isEqualTo(products);
        assertThat(visitor.cookies()).singleElement().asString().hasSizeLessThan(100);
        String cookie = visitor.cookies().get(0);

        JsonNode collections = visitor.post(second, "/classify").at("/collections");
        assertThat(collections.valueStream().mapToInt(JsonNode::asInt).sum()).isEqualTo(products);

        assertThat(visitor.post(first, "/update").at("/products").asInt()).isEqualTo(products);
        assertThat(visitor.get(second, "/download").lines()).hasSize(products + 1);
        assertHolds(products);
        assertThat(visitor.cookies()).containsExactly(cookie);
    }

    /** Both shops show the same: the products, and a ticket that stays small. */
    void assertHolds(int products) {
        for (ShopProcess shop : new ShopProcess[] {first, second}) {
            JsonNode state = visitor.state(shop);
            assertThat(state.at("/live").asBoolean()).isTrue();
            assertThat(state.at("/values/0/name").asString()).isEqualTo("products");
            assertThat(state.at("/values/0/items").asInt()).isEqualTo(products);
            assertThat(state.at("/cookie/bytes").asInt()).isLessThan(100);
        }
    }

    void end() {
        assertThat(visitor.post(second, "/end").at("/ended").asBoolean()).isTrue();
        assertThat(visitor.cookies()).isEmpty();
        assertThat(visitor.state(first).at("/live").asBoolean()).isFalse();
    }
}
