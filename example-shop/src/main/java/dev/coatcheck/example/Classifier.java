package dev.coatcheck.example;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the collection that a product belongs to, by the words of its type or else its title or else its tags. */
final class Classifier {
    static final String OTHER = "Everything else";

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private record Rule(String collection, Set<String> words) {}

    private static final List<Rule> RULES = List.of(
            rule("Jewellery", "bracelet necklace earrings earring ring choker pendant jewellery jewelry jewelery"),
            rule("Shoes", "shoe shoes sneakers boots sandals clogs"),
            rule("Knitwear", "knitwear jumper cardigan sweater pullover"),
            rule("Jackets & Coats", "jacket jackets coat coats raincoat parka blazer"),
            rule("Dresses & Skirts", "dress dresses skirt skirts"),
            rule("Trousers", "trousers pants jeans shorts"),
            rule("Shirts & Tops", "shirt shirts blouse top tops tee polo"),
            rule("Bags & Accessories", "bag bags scarf scarves hat belt wallet accessories"),
            rule("Lighting", "lamp lamps light lights lighting lantern candle"),
            rule("Furniture", "furniture sofa couch chair armchair beanbag table desk drawers stool shelf"),
            rule("Bed & Bath", "bed bedding bedroom linen pillow pillows blanket towel towels"),
            rule("Kitchen", "kitchen mug mugs cup bowl plate pan teapot"),
            rule("Garden", "garden outdoor plant plants pot pots vase"));

    private static Rule rule(String collection, String words) {
        return new Rule(collection, Set.of(words.split(" ")));
    }

    String collectionOf(Product product) {
        return Stream.of(product.type(), product.title(), String.join(" ", product.tags()))
                .map(Classifier::collectionByWordsOf)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(OTHER);
    }

    private static Optional<String> collectionByWordsOf(String text) {
        Set<String> words =
                BETWEEN_WORDS.splitAsStream(text.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        return RULES.stream()
                .filter(rule -> !Collections.disjoint(rule.words(), words))
                .map(Rule::collection)
                .findFirst();
    }
}
