package dev.coatcheck.example;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Plausible products without end. Each depends on its number alone, so every count gives the same list every time. */
final class GeneratedCatalog implements Catalog {
    /** As long as a real shop's ids. */
    private static final long FIRST_ID = 7_412_000_001L;

    private record Article(String name, String type, int price) {}

    private static final List<Article> ARTICLES = List.of(
            new Article("Shirt", "Shirts", 49),
            new Article("Blouse", "Shirts", 59),
            new Article("T-Shirt", "Shirts", 24),
            new Article("Jumper", "Knitwear", 79),
            new Article("Cardigan", "Knitwear", 89),
            new Article("Raincoat", "Jackets & Coats", 159),
            new Article("Jacket", "Jackets & Coats", 129),
            new Article("Summer Dress", "Dresses", 99),
            new Article("Trousers", "Trousers", 69),
            new Article("Sneakers", "Shoes", 119),
            new Article("Boots", "Shoes", 179),
            new Article("Tote Bag", "Accessories", 39),
            new Article("Scarf", "Accessories", 29),
            new Article("Bracelet", "Jewellery", 45),
            new Article("Necklace", "Jewellery", 65),
            new Article("Armchair", "Furniture", 349),
            new Article("Desk Lamp", "Lighting", 85),
            new Article("Plant Pot", "Garden", 19),
            new Article("Bed Linen", "", 75),
            new Article("Mug", "", 14),
            new Article("Gift Card", "", 25));
    private static final List<String> LOOKS = List.of(
            "Ocean Blue", "Forest Green", "Rose", "Charcoal", "Ivory", "Mustard", "Copper", "Striped", "Floral");
    private static final List<String> STYLES =
            List.of("Classic", "Everyday", "Vintage", "Slim", "Handmade", "Nordic", "Organic");
    private static final List<String> VENDORS =
            List.of("Nordlicht", "Atelier Brûlée", "Müller & Söhne", "Company 123", "Ærlig");
    private static final List<String> TAGS =
            List.of("new", "sale", "gift", "summer", "winter", "women", "men", "cotton", "linen", "wool", "handmade");

    @Override
    public List<Product> products(int count) {
        return IntStream.range(0, count).mapToObj(GeneratedCatalog::product).toList();
    }

    private static Product product(int index) {
        SplittableRandom random = new SplittableRandom(index);
        Article article = pick(ARTICLES, random);
        String title = pick(STYLES, random) + " " + pick(LOOKS, random) + " " + article.name() + " " + (index + 1);
        return new Product(
                FIRST_ID + index,
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                pick(VENDORS, random),
                article.type(),
                IntStream.range(0, 1 + random.nextInt(3))
                        .mapToObj(i -> pick(TAGS, random))
                        .distinct()
                        .toList(),
                BigDecimal.valueOf(article.price() * 100L + random.nextInt(40) * 50L, 2),
                1 + random.nextInt(6),
                1 + random.nextInt(4),
                "");
    }

    private static <T> T pick(List<T> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }
}
