package dev.coatcheck.example;

import dev.coatcheck.Key;
import dev.coatcheck.TypeRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What the shop keeps in a visitor's session. */
final class ShopKeys {
    static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);

    static final Key<String> SHOP_URL = Key.of("shop_url", String.class);

    /** The handles of the products in each collection. */
    static final Key<Map<String, List<String>>> COLLECTIONS = Key.of("collections", new TypeRef<>() {});

    /**
     * There while a step is under way. It lives for a minute only, put anew with each batch: where an instance dies in
     * the middle of a step, the visitor need not wait for longer.
     */
    static final Key<Progress> PROGRESS = Key.of("progress", Progress.class).lasting(Duration.ofMinutes(1));

    private ShopKeys() {}
}
