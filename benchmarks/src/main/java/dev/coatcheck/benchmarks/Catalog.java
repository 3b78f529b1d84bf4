package dev.coatcheck.benchmarks;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes products, the same ones in every run. */
public final class Catalog {
    private static final List<String> LOOKS = List.of(
            "Amber", "Brushed", "Charcoal", "Copper", "Cream", "Crimson", "Dusty Pink", "Faded", "Forest", "Golden");
    private static final List<String> STUFFS = List.of(
            "Bamboo", "Canvas", "Cashmere", "Ceramic", "Cotton", "Denim", "Felt", "Leather", "Linen", "Marble", "Oak");
    private static final List<String> TYPES = List.of(
            "Armchair", "Bracelet", "Candle", "Cardigan", "Cushion", "Earrings", "Lantern", "Necklace", "Planter");
    private static final List<String> VENDORS = List.of(
            "Company 123", "Harbour & Sons", "Lumen Studio", "Northern Thread", "partners-demo", "Pine & Ember");
    private static final List<String> TAGS = List.of(
            "bestseller", "clearance", "gift", "handmade", "new-arrival", "organic", "summer", "unisex", "winter");

    private final Random random;

    private Catalog(long seed) {
        this.random = new Random(seed);
    }

    /** So many products; other ones for another seed. */
    public static List<Product> products(int count, long seed) {
        Catalog catalog = new Catalog(seed);
        return IntStream.range(0, count).mapToObj(catalog::product).toList();
    }

    private Product product(int number) {
        String type = any(TYPES);
        String title = any(LOOKS) + " " + any(STUFFS) + " " + type;
        String handle = title.toLowerCase(Locale.ROOT).replace(' ', '-') + "-" + number + "-"
                + Integer.toHexString(random.nextInt());
        return new Product(
                7_000_000_000_000L + random.nextInt(1_000_000_000),
                handle,
                title,
                any(VENDORS),
                type,
                tags(),
                BigDecimal.valueOf(499 + random.nextInt(50_000), 2));
    }

    private List<String> tags() {
        List<String> tags = new ArrayList<>(TAGS);
        while (tags.size() > 5) {
            tags.remove(random.nextInt(tags.size()));
        }
        return List.copyOf(tags);
    }

    private <T> T any(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
