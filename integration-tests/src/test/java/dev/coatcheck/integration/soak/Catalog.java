package dev.coatcheck.integration.soak;

import dev.coatcheck.Key;
import dev.coatcheck.example.Product;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;

/** A shop's 2,999 products, some 600 KB of JSON, other ones for each number. */
final class Catalog {
    static final Key<List<Product>> KEY = Key.listOf("catalog", Product.class);

    private static final int PRODUCTS = 2_999;

    private Catalog() {}

    static List<Product> products(int number) {
        return IntStream.range(0, PRODUCTS).mapToObj(i -> product(number, i)).toList();
    }

    private static Product product(int number, int i) {
        int hash = (number * PRODUCTS + i) * 0x9E3779B9;
        return new Product(
                number,
                "product-" + i + "-" + Integer.toHexString(hash),
                "Product " + i + " of catalog " + number,
                "Vendor " + (hash & 0xff),
                "Type " + (i % 17),
                List.of("new", "tag-" + (hash & 0xf), "tag-" + (i % 5)),
                BigDecimal.valueOf(hash & 0xffff, 2),
                i % 7,
                i % 11,
                "");
    }

    /** The number of a whole catalog; something that is no number for another. */
    static String label(List<Product> products) {
        int number = products.isEmpty() ? -1 : (int) products.get(0).id();
        return products.equals(products(number)) ? Integer.toString(number) : "damaged";
    }
}
