package dev.coatcheck.example;

import java.math.BigDecimal;
import java.util.List;

/**
 * A product of the shop. Deeply immutable, some 220 bytes as JSON.
 *
 * @param id a number of its own in the catalog
 * @param handle the shop's own name for it, as in its page's address; no two products share one
 * @param title what customers read
 * @param vendor who makes it
 * @param type the shop's own word for what it is; may be empty
 * @param tags further words
 * @param price the first variant's price
 * @param variants how many variants it comes in
 * @param images how many images show it
 * @param collection where the update step put it; empty before
 */
public record Product(
        long id,
        String handle,
        String title,
        String vendor,
        String type,
        List<String> tags,
        BigDecimal price,
        int variants,
        int images,
        String collection) {

    /** Keeps an unmodifiable copy of the tags. */
    public Product {
        tags = List.copyOf(tags);
    }

    Product with(BigDecimal newPrice, int newVariants, int newImages) {
        return new Product(id, handle, title, vendor, type, tags, newPrice, newVariants, newImages, collection);
    }

    Product in(String newCollection) {
        return new Product(id, handle, title, vendor, type, tags, price, variants, images, newCollection);
    }
}
